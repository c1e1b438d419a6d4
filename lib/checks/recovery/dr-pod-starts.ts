import { drTest } from '#lib/cluster/probes/recovery-tests.ts';
import { defineCheck } from '../check.ts';
import { judgePodTest, podTestRemediation } from './judge-pod-test.ts';

/**
 * The pod of the disaster recovery test becomes Ready within its time, and is gone after its deletion.
 *
 * Reads: the probe drTest (creates, waits for and deletes one v1 Pod; v1 Event of that pod)
 * Quiet for: configurations without a section recovery; a test that is already going on is unknown
 */
export const recoveryDrPodStarts = defineCheck({
  id: 'recovery/dr-pod-starts',
  title: 'A pod of the disaster recovery test starts in time and is gone after',
  severity: 'critical',
  remediation: podTestRemediation,
  reads: [drTest],
  *run({ drTest: test }, { config }) {
    return yield* judgePodTest(test, config, 'recovery/dr-pod-starts');
  },
});

import { recoveryTest } from '#lib/cluster/probes/recovery-tests.ts';
import { defineCheck } from '../check.ts';
import { judgePodTest, podTestRemediation } from './judge-pod-test.ts';

/**
 * The cluster admits, schedules and starts a new pod within the time that the configuration gives it, and lets it go.
 *
 * Reads: the probe recoveryTest (creates, waits for and deletes one v1 Pod; v1 Event of that pod)
 * Quiet for: configurations without a section recovery; a test that is already going on is unknown
 */
export const recoveryTestPodStarts = defineCheck({
  id: 'recovery/test-pod-starts',
  title: 'A new pod starts in time and is gone after its deletion',
  severity: 'critical',
  remediation: podTestRemediation,
  reads: [recoveryTest],
  *run({ recoveryTest: test }, { config }) {
    return yield* judgePodTest(test, config, 'recovery/test-pod-starts');
  },
});

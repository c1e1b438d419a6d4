import { expect, it } from 'vitest';
import { recoveryTestPodStarts } from '#lib/checks/recovery/test-pod-starts.ts';
import type { PodTest } from '#lib/cluster/probes/pod-test.ts';
import { observe } from '../../support/observe.ts';
import { buildPodTest, judgedTests } from './build-pod-test.ts';

it.each(judgedTests)('a test that %s', (_, tweak, expected) => {
  const { observations, conclusion } = observe(recoveryTestPodStarts, {
    recoveryTest: buildPodTest('test-recovery-pod', tweak),
  });
  const told = observations.map(({ discriminator, severity, message }) => [discriminator, severity, message]);
  expect(told).toEqual(
    expected.map(([of, severity, text]) => [of, severity, text?.replace('POD', 'test-recovery-pod')]),
  );
  const { outcome, readyAfterMs, goneAfterMs } = buildPodTest('test-recovery-pod', tweak);
  const measurements = { 'recovery/test-pod-starts': { outcome, readyAfterMs, goneAfterMs } };
  expect(conclusion).toMatchObject({ examined: 1, measurements });
});

it.each<[PodTest['outcome'], string]>([
  ['busy', 'another test is running in namespace ecommerce: told'],
  [
    'name-taken',
    'a pod named test-recovery-pod is in namespace ecommerce that is not the test’s own (told): rename either',
  ],
])('is unknown while it is %s', (outcome, unknown) => {
  const test = buildPodTest('test-recovery-pod', { outcome, why: 'told', readyAfterMs: null, goneAfterMs: null });
  expect(observe(recoveryTestPodStarts, { recoveryTest: test })).toEqual({ observations: [], conclusion: { unknown } });
});

it('does not apply without a section recovery', () => {
  expect(observe(recoveryTestPodStarts, { recoveryTest: null }).conclusion).toEqual({
    notApplicable: 'the configuration has no section recovery',
  });
});

import { expect, it } from 'vitest';
import { recoveryDrPodStarts } from '#lib/checks/recovery/dr-pod-starts.ts';
import type { PodTest } from '#lib/cluster/probes/pod-test.ts';
import { observe } from '../../support/observe.ts';
import { buildPodTest, judgedTests } from './build-pod-test.ts';

it.each(judgedTests)('a test that %s', (_, tweak, expected) => {
  const { observations, conclusion } = observe(recoveryDrPodStarts, { drTest: buildPodTest('dr-test-pod', tweak) });
  const told = observations.map(({ discriminator, severity, message }) => [discriminator, severity, message]);
  expect(told).toEqual(expected.map(([of, severity, text]) => [of, severity, text?.replace('POD', 'dr-test-pod')]));
  const { outcome, readyAfterMs, goneAfterMs } = buildPodTest('dr-test-pod', tweak);
  const measurements = { 'recovery/dr-pod-starts': { outcome, readyAfterMs, goneAfterMs } };
  expect(conclusion).toMatchObject({ examined: 1, measurements });
});

it.each<[PodTest['outcome'], string]>([
  ['busy', 'another test is running in namespace ecommerce: told'],
  ['name-taken', 'a pod named dr-test-pod is in namespace ecommerce that is not the test’s own (told): rename either'],
])('is unknown while it is %s', (outcome, unknown) => {
  const test = buildPodTest('dr-test-pod', { outcome, why: 'told', readyAfterMs: null, goneAfterMs: null });
  expect(observe(recoveryDrPodStarts, { drTest: test })).toEqual({ observations: [], conclusion: { unknown } });
});

it('does not apply without a section recovery', () => {
  expect(observe(recoveryDrPodStarts, { drTest: null }).conclusion).toEqual({
    notApplicable: 'the configuration has no section recovery',
  });
});

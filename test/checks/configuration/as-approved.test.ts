import { describe, expect, it } from 'vitest';
import { configurationAsApproved } from '#lib/checks/configuration/as-approved.ts';
import type { Baseline } from '#lib/cluster/baseline.ts';
import { observe } from '../../support/observe.ts';
import { buildConfigMap, buildSecret, digest } from './build-configuration.ts';

const acceptedAt = '2026-02-01T00:00:00.000Z';

function judge(objects: Baseline['objects'] | null, isKept = true) {
  const baseline = objects && { acceptedAt, digestKey: '00', objects };
  return observe(configurationAsApproved, {
    approvedBaseline: { isKept, baseline },
    configMaps: [buildConfigMap({ mode: 'a' }), buildConfigMap({ ca: 'x' }, { name: 'kube-root-ca.crt' })],
    namedSecrets: [buildSecret({ password: 'b' })],
  });
}

const asItIs = { 'ConfigMap/shop/settings': { mode: digest('a') }, 'Secret/shop/db': { password: digest('b') } };

describe('configuration/as-approved', () => {
  it('is quiet when nothing differs', () => {
    expect(judge(asItIs)).toEqual({ observations: [], conclusion: 2 });
  });

  it.each<[string, Baseline['objects'], string]>([
    [
      'changed',
      { ...asItIs, 'Secret/shop/db': { password: digest('c') } },
      `Secret shop/db is not as approved on ${acceptedAt}: changed: password`,
    ],
    [
      'gone',
      { ...asItIs, 'ConfigMap/shop/old': {} },
      `ConfigMap shop/old was approved on ${acceptedAt} and is not there any more`,
    ],
    [
      'new',
      { 'Secret/shop/db': asItIs['Secret/shop/db'] },
      `ConfigMap shop/settings has come since the configuration was approved on ${acceptedAt}`,
    ],
  ])('tells of what is %s', (_, objects, message) => {
    expect(judge(objects).observations.map((observation) => observation.message)).toEqual([message]);
  });

  it('does not apply without a baseline', () => {
    expect(judge(null).conclusion).toEqual({
      notApplicable: 'no baseline has been approved yet: runbook baseline accept',
    });
    expect(judge(null, false).conclusion).toEqual({ notApplicable: 'no baseline is kept' });
  });
});

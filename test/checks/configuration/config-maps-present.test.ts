import { describe, expect, it } from 'vitest';
import { configurationConfigMapsPresent } from '#lib/checks/configuration/config-maps-present.ts';
import { configWith } from '../../support/config.ts';
import { observe } from '../../support/observe.ts';
import { buildConfigMap } from './build-configuration.ts';

function judge(maps: Parameters<typeof buildConfigMap>[0][], configMaps = ['settings']) {
  const configuration = { configMaps, requiredKeys: { settings: ['mode', 'host'] } };
  const config = configWith({ namespaces: ['shop'], workloads: [], configuration });
  return observe(configurationConfigMapsPresent, { configMaps: maps.map((data) => buildConfigMap(data)) }, { config });
}

describe('configuration/config-maps-present', () => {
  it.each<[string, Record<string, string>[], string, string]>([
    ['absent', [], 'is named in the configuration and is not in the cluster', 'critical'],
    ['without keys', [{}], 'has no keys', 'critical'],
    ['without one', [{ mode: 'a' }], 'lacks the key host', 'critical'],
    ['without both', [{ a: 'a' }], 'lacks the keys mode, host', 'critical'],
    ['empty where required', [{ mode: 'a', host: '' }], 'has nothing under the key host', 'warning'],
  ])('tells of one that is %s', (_, maps, what, severity) => {
    expect(judge(maps).observations).toMatchObject([{ severity, message: `ConfigMap shop/settings ${what}` }]);
  });

  it('is quiet for a complete one with an empty value that is not required', () => {
    expect(judge([{ mode: 'a', host: 'b', note: '' }])).toEqual({ observations: [], conclusion: 1 });
  });

  it('does not judge what it does not read', () => {
    expect(judge([], ['elsewhere/settings']).conclusion).toEqual({
      unknown: 'configuration.configMaps: elsewhere/settings is in none of namespaces, and only those are read',
    });
    expect(judge([], []).conclusion).toEqual({ notApplicable: 'the configuration names no ConfigMap' });
  });
});

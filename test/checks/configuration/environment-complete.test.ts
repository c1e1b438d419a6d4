import { describe, expect, it } from 'vitest';
import { configurationEnvironmentComplete } from '#lib/checks/configuration/environment-complete.ts';
import { matchesName, matchingNames } from '#lib/cluster/sources/environment-names.ts';
import type { ProbedEnvironment } from '#lib/cluster/sources/environment-probe.ts';
import { configWith } from '../../support/config.ts';
import { observe } from '../../support/observe.ts';
import { buildConfigMap, buildSecret, buildTemplate, withApp } from './build-configuration.ts';

function judge(container: object, probed: ProbedEnvironment[] | null = null, workload = 'cart') {
  const configuration = { requiredEnvironment: [{ workload, names: ['DB_*', 'MODE'] }] };
  const config = configWith({ configuration });
  const data = {
    environmentProbe: probed,
    templateReferences: [buildTemplate(withApp(container))],
    configMaps: [buildConfigMap({ HOST: 'a', MODE: 'b' })],
    namedSecrets: [buildSecret({ USER: 'a' })],
  };
  return observe(configurationEnvironmentComplete, data, { config });
}

const literal = (...names: string[]) => ({ env: names.map((name) => ({ name, value: '1' })) });
const from = (ref: object) => ({ name: 'DB_URL', valueFrom: ref });

describe('configuration/environment-complete', () => {
  it('tells what a container does not get', () => {
    expect(judge(literal('DBX')).observations).toEqual([
      {
        subject: { kind: 'Deployment', namespace: 'shop', name: 'cart' },
        discriminator: 'app',
        message: 'Deployment shop/cart: container app does not get DB_*, MODE (by its specification)',
        evidence: { container: 'app', missing: ['DB_*', 'MODE'], by: 'its specification' },
      },
    ]);
  });

  it.each<[string, object]>([
    ['literals', literal('DB_URL', 'MODE')],
    [
      'a ConfigMap with a prefix',
      { envFrom: [{ prefix: 'DB_', configMapRef: { name: 'settings' } }, { configMapRef: { name: 'settings' } }] },
    ],
    ['a named Secret', { env: [from({ secretKeyRef: { name: 'db', key: 'USER' } }), { name: 'MODE', value: '' }] }],
    ['a Secret that may not be read', { env: [from({ secretKeyRef: { name: 'other', key: 'x' } }), { name: 'MODE' }] }],
  ])('is quiet where they come from %s', (_, container) => {
    expect(judge(container)).toEqual({ observations: [], conclusion: 1 });
  });

  it.each<[string, object]>([
    ['a key that is not there', { configMapKeyRef: { name: 'settings', key: 'gone' } }],
    ['a ConfigMap that is not there', { configMapKeyRef: { name: 'gone', key: 'a', optional: true } }],
    ['a named Secret without it', { secretKeyRef: { name: 'db', key: 'gone' } }],
  ])('counts what would come from %s as missing', (_, ref) => {
    expect(judge({ env: [from(ref), { name: 'MODE' }] }).observations).toMatchObject([
      { evidence: { missing: ['DB_*'] } },
    ]);
  });

  it('is unknown where a Secret that may not be read could have them', () => {
    expect(judge({ envFrom: [{ secretRef: { name: 'other' } }] })).toEqual({
      observations: [],
      conclusion: { unknown: 'whose keys may not be read: cart: DB_*, MODE may come from Secret other' },
    });
  });

  it('believes what the container itself says, where it could be asked', () => {
    const probe = { workload: 'cart', namespace: 'shop', pod: 'cart-1', container: 'app', failure: '' };
    expect(judge({}, [{ ...probe, names: ['DB_HOST', 'MODE'] }]).observations).toEqual([]);
    expect(judge(literal('DB_URL', 'MODE'), [{ ...probe, names: ['MODE'] }]).observations).toMatchObject([
      { message: 'Deployment shop/cart: container app does not get DB_* (by env in pod cart-1)' },
    ]);
    expect(judge(literal('DB_URL', 'MODE'), [{ ...probe, names: null, failure: 'no env' }]).observations).toEqual([]);
  });

  it('tells of a container that is not there', () => {
    const requiredEnvironment = [{ workload: 'cart', container: 'api', names: ['MODE'] }];
    const data = { environmentProbe: null, configMaps: [], namedSecrets: [] };
    const templateReferences = [buildTemplate(withApp(literal('MODE')))];
    const config = configWith({ configuration: { requiredEnvironment } });
    expect(
      observe(configurationEnvironmentComplete, { ...data, templateReferences }, { config }).observations,
    ).toMatchObject([{ message: 'Deployment shop/cart has no container api, which must get MODE' }]);
  });

  it('tells of a workload that is not there', () => {
    expect(judge({}, null, 'gone').observations).toMatchObject([
      { message: "gone, which must get DB_*, MODE, is in none of the application's namespaces" },
    ]);
  });
});

describe('the names of an environment', () => {
  it('are those asked for, and no part of a value', () => {
    const output = 'PATH=/bin\nDATABASE_HOST=a\nKEY=-----BEGIN\nDATABASES\nabc=def==\n DATABASE_X=1\nDATABASE_HOST=b\n';
    expect(matchingNames(output, ['DATABASE*', 'MODE'])).toEqual(['DATABASE_HOST']);
  });

  it.each([
    ['DATABASE*', 'DATABASE', true],
    ['*_URL', 'DB_URL', true],
    ['A.B', 'AxB', false],
    ['MODE', 'MODES', false],
  ])('%s matches %s: %s', (pattern, name, expected) => {
    expect(matchesName(pattern, name)).toBe(expected);
  });
});

import { describe, expect, it } from 'vitest';
import { configurationAsApplied } from '#lib/checks/configuration/as-applied.ts';
import { minutesAgo, observe } from '../../support/observe.ts';
import { buildConfigMap, writtenBy } from './build-configuration.ts';

const applied = (data: unknown) => ({
  annotations: { 'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify({ data }) },
});
const judge = (live: Record<string, string>, metadata: object) =>
  observe(configurationAsApplied, { configMaps: [buildConfigMap(live, metadata)] });

describe('configuration/as-applied', () => {
  it('tells what differs, who made it so and when', () => {
    const metadata = { ...applied({ a: '1', b: '2' }), ...writtenBy('kubectl-edit', ['a'], 60) };
    expect(judge({ a: '9', c: '3' }, metadata).observations).toEqual([
      {
        subject: { kind: 'ConfigMap', namespace: 'shop', name: 'settings' },
        message: `ConfigMap shop/settings is not what was applied: changed: a; added: c; removed: b (by kubectl-edit, ${minutesAgo(60)})`,
        since: minutesAgo(60),
        evidence: { changed: ['a'], added: ['c'], removed: ['b'], managers: ['kubectl-edit'] },
      },
    ]);
  });

  it.each<[string, object]>([
    ['the same', applied({ a: '1' })],
    ['never applied', {}],
    [
      'with an annotation that is no JSON',
      { annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{' } },
    ],
    [
      'with an annotation that is no object',
      { annotations: { 'kubectl.kubernetes.io/last-applied-configuration': 'null' } },
    ],
    ['of a controller', { ...applied({}), ownerReferences: [{ controller: true, kind: 'X', name: 'x' }] }],
  ])('is quiet for one that is %s', (_, metadata) => {
    expect(judge({ a: '1' }, metadata).observations).toEqual([]);
  });

  it('knows keys that JavaScript has of its own', () => {
    const { observations } = judge({ constructor: 'a', toString: 'b' }, applied({ toString: 'b' }));
    expect(observations).toMatchObject([{ evidence: { changed: [], added: ['constructor'], removed: [] } }]);
  });
});

import { describe, expect, it } from 'vitest';
import { referencesOf } from '#lib/cluster/sources/references.ts';
import { withApp } from './build-configuration.ts';

const brief = (spec: Parameters<typeof referencesOf>[0]) =>
  referencesOf(spec).map(({ kind, name, key, place, isReadAtStart }) => [kind, name, key, place, isReadAtStart]);

describe('the references of a pod', () => {
  it.each<[string, object, object, unknown[]]>([
    [
      'env',
      { env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'm', key: 'k' } } }] },
      {},
      ['ConfigMap', 'm', 'k', 'container app, env A', true],
    ],
    [
      'envFrom',
      { envFrom: [{ prefix: 'X_', secretRef: { name: 's' } }] },
      {},
      ['Secret', 's', null, 'container app, envFrom', true],
    ],
    [
      'a volume',
      {},
      { volumes: [{ name: 'v', secret: { secretName: 's' } }] },
      ['Secret', 's', null, 'volume v', false],
    ],
    [
      'a subPath',
      { volumeMounts: [{ name: 'v', subPath: 'a' }] },
      { volumes: [{ name: 'v', configMap: { name: 'm' } }] },
      ['ConfigMap', 'm', null, 'volume v', true],
    ],
    [
      'a projected volume',
      {},
      { volumes: [{ name: 'v', projected: { sources: [{ secret: { name: 's', items: [{ key: 'k' }] } }] } }] },
      ['Secret', 's', 'k', 'volume v', false],
    ],
    ['an image', {}, { imagePullSecrets: [{ name: 's' }] }, ['Secret', 's', null, 'imagePullSecrets', false]],
    [
      'a CSI driver',
      {},
      { volumes: [{ name: 'v', csi: { driver: 'd', nodePublishSecretRef: { name: 's' } } }] },
      ['Secret', 's', null, 'volume v', false],
    ],
    [
      'an init container',
      {},
      { initContainers: [{ name: 'i', envFrom: [{ configMapRef: { name: 'm' } }] }] },
      ['ConfigMap', 'm', null, 'container i, envFrom', true],
    ],
  ])('are found in %s', (_, container, spec, expected) => {
    expect(brief(withApp(container, spec))).toEqual([expected]);
  });

  it('are none where a reference has no name, or there is no specification', () => {
    expect(brief(withApp({ envFrom: [{ configMapRef: {} }, {}] }, { imagePullSecrets: [{}] }))).toEqual([]);
    expect(brief(undefined)).toEqual([]);
  });
});

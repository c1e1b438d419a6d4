import { describe, expect, it } from 'vitest';
import { configurationPodsCurrent } from '#lib/checks/configuration/pods-current.ts';
import { minutesAgo, observe } from '../../support/observe.ts';
import { buildConfigMap, buildPod, withApp, writtenBy } from './build-configuration.ts';

const envFrom = withApp({ envFrom: [{ configMapRef: { name: 'settings' } }] });

function judge(changedMinutesAgo: number, spec = envFrom, tweak: object = {}) {
  const map = buildConfigMap({ mode: 'a' }, writtenBy('helm', ['mode'], changedMinutesAgo));
  const data = { podReferences: [buildPod(spec, tweak)], configMaps: [map], namedSecrets: [] };
  return observe(configurationPodsCurrent, data).observations;
}

describe('configuration/pods-current', () => {
  it('tells of a container that started before a change', () => {
    expect(judge(30)).toEqual([
      {
        subject: { kind: 'Pod', namespace: 'shop', name: 'cart-5d8f-a' },
        owner: { kind: 'Deployment', namespace: 'shop', name: 'cart' },
        discriminator: 'ConfigMap/settings',
        message: `Pod shop/cart-5d8f-a: container app has run since ${minutesAgo(60)} and takes ConfigMap settings as it starts (container app, envFrom); helm changed that 30 min ago`,
        since: minutesAgo(30),
        evidence: {
          config: 'settings',
          configKind: 'configmap',
          container: 'app',
          startedAt: minutesAgo(60),
          manager: 'helm',
        },
      },
    ]);
  });

  it('tells of a file that is mounted by subPath', () => {
    const volumes = [{ name: 'v', configMap: { name: 'settings' } }];
    expect(
      judge(30, withApp({ volumeMounts: [{ name: 'v', mountPath: '/a', subPath: 'a' }] }, { volumes })),
    ).toHaveLength(1);
    expect(judge(30, withApp({ volumeMounts: [{ name: 'v', mountPath: '/a' }] }, { volumes }))).toEqual([]);
  });

  it.each<[string, number, object?, object?]>([
    ['made before the start', 61],
    ['of the last minutes', 14],
    [
      'to another key',
      30,
      withApp({ env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'settings', key: 'host' } } }] }),
    ],
    ['while the pod is being deleted', 30, envFrom, { metadata: { deletionTimestamp: minutesAgo(1) } }],
  ])('is quiet for a change %s', (_, minutes, spec = envFrom, tweak = {}) => {
    expect(judge(minutes, spec as typeof envFrom, tweak)).toEqual([]);
  });
});

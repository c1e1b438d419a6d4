import { describe, expect, it } from 'vitest';
import { configurationConfigMapReferences } from '#lib/checks/configuration/config-map-references.ts';
import type { PodReferences } from '#lib/cluster/sources/pod-references.ts';
import type { TemplateReferences } from '#lib/cluster/sources/template-references.ts';
import { observe } from '../../support/observe.ts';
import { buildConfigMap, buildPod, buildTemplate, withApp } from './build-configuration.ts';

function judge(templates: TemplateReferences[], pods: PodReferences[] = []) {
  const configMaps = [buildConfigMap({ mode: 'a' })];
  return observe(configurationConfigMapReferences, { templateReferences: templates, podReferences: pods, configMaps });
}

const missing = withApp(
  { envFrom: [{ configMapRef: { name: 'gone' } }] },
  { volumes: [{ name: 'v', configMap: { name: 'gone' } }] },
);

describe('configuration/config-map-references', () => {
  it('tells of an absent ConfigMap once, with every place that needs it', () => {
    expect(judge([buildTemplate(missing)]).observations).toMatchObject([
      {
        subject: { kind: 'Deployment', namespace: 'shop', name: 'cart' },
        discriminator: 'ConfigMap/gone',
        message:
          'Deployment shop/cart refers to ConfigMap gone, which does not exist (container app, envFrom; volume v)',
        evidence: { referred: 'gone', referredKind: 'configmap' },
      },
    ]);
  });

  it('tells of an absent key', () => {
    const env = [{ name: 'MODE', valueFrom: { configMapKeyRef: { name: 'settings', key: 'host' } } }];
    expect(judge([buildTemplate(withApp({ env }))]).observations.map(({ message }) => message)).toEqual([
      'Deployment shop/cart refers to ConfigMap settings, which lacks what it needs (container app, env MODE: key host)',
    ]);
  });

  it('is info for what is scaled to 0', () => {
    expect(judge([buildTemplate(missing, { replicas: 0 })]).observations).toMatchObject([{ severity: 'info' }]);
  });

  it('judges pods without a template, and no others', () => {
    expect(judge([], [buildPod(missing)]).observations).toEqual([]);
    const bare = buildPod(missing, { metadata: { ownerReferences: null } });
    expect(judge([], [bare]).observations).toMatchObject([{ subject: { kind: 'Pod', name: 'cart-5d8f-a' } }]);
    const ended = buildPod(missing, { metadata: { ownerReferences: null }, status: { phase: 'Succeeded' } });
    expect(judge([], [ended]).observations).toEqual([]);
  });

  it('is quiet for what is there and what is optional', () => {
    const envFrom = [{ configMapRef: { name: 'settings' } }, { configMapRef: { name: 'gone', optional: true } }];
    expect(judge([buildTemplate(withApp({ envFrom }))])).toEqual({ observations: [], conclusion: 1 });
  });
});

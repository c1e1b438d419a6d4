import { describe, expect, it } from 'vitest';
import { complianceControls } from '#lib/checks/compliance/controls.ts';
import type { ControlResult } from '#lib/checks/compliance/judge-controls.ts';
import type { PodSecuritySpec } from '#lib/cluster/sources/pod-security-specs.ts';
import { configWith } from '../../support/config.ts';
import { observe } from '../../support/observe.ts';
import { denyAll } from '../network-policies/build-policy.ts';
import { container, podSpec } from '../pod-security/build-spec.ts';

const privileged = podSpec({ containers: [container({}, { privileged: true })] }, { name: 'bad-0' });

function judge(items: PodSecuritySpec[], sections: Record<string, unknown> = {}) {
  const labels = { 'pod-security.kubernetes.io/enforce': 'baseline' };
  const data = {
    podSecuritySpecs: { items, isComplete: true },
    namespaces: [{ name: 'ecommerce', labels }],
    networkPolicies: [denyAll],
    serverVersion: { gitVersion: 'v1.33.1', major: 1, minor: 33 },
  };
  const { observations, conclusion } = observe(complianceControls, data, { config: configWith(sections) });
  const { measurements } = conclusion as { measurements: Record<string, unknown> };
  const results = measurements['compliance/controls'] as ControlResult[];
  return { observations, measurements, byId: new Map(results.map((result) => [result.id, result])) };
}

describe('compliance/controls', () => {
  it('gives each control pass, fail or not applicable, with its objects', () => {
    const { byId, measurements } = judge([podSpec(), privileged]);
    expect(byId.get('pod-security/privileged')).toEqual({
      id: 'pod-security/privileged',
      title: 'Pod Security baseline: privileged',
      status: 'fail',
      examined: 2,
      objects: [{ kind: 'Pod', namespace: 'ecommerce', name: 'bad-0', detail: 'container app: privileged=true' }],
    });
    expect(byId.get('pod-security/hostPorts')).toMatchObject({ status: 'pass', examined: 2, objects: [] });
    expect(byId.get('pod-security/hostProbesAndHostLifecycle')?.reason).toBe('holds from Kubernetes 1.34 on');
    expect(byId.get('pod-security/runAsNonRoot')?.reason).toBe('podSecurity.level asks for baseline only');
    expect(byId.get('network/egress-covered')).toMatchObject({ status: 'pass', examined: 2 });
    expect(measurements['compliance/network-policies']).toEqual([denyAll]);
  });

  it('tells one finding for each failing control and namespace', () => {
    expect(judge([podSpec(), privileged]).observations).toEqual([
      {
        subject: { kind: 'Namespace', namespace: null, name: 'ecommerce' },
        discriminator: 'pod-security/privileged',
        message:
          'Control pod-security/privileged fails in namespace ecommerce: Pod Security baseline: privileged; not so for Pod bad-0',
        evidence: {
          control: 'pod-security/privileged',
          objects: [{ kind: 'Pod', namespace: 'ecommerce', name: 'bad-0', detail: 'container app: privileged=true' }],
        },
      },
    ]);
  });

  it('asks for what the configuration asks for', () => {
    const { byId } = judge([podSpec()], { podSecurity: { level: 'restricted' }, images: {} });
    expect(byId.get('pod-security/enforced')).toMatchObject({
      status: 'fail',
      objects: [{ detail: 'enforces baseline' }],
    });
    expect(byId.get('pod-security/runAsNonRoot')?.status).toBe('pass');
    expect(byId.get('images/registries-allowed')?.status).toBe('not-applicable');
  });

  it('has nothing to say of pods where there are none', () => {
    expect(judge([]).byId.get('images/pinned')?.reason).toBe('there is nothing to examine');
  });
});

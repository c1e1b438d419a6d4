import { describe, expect, it } from 'vitest';
import { podSecurityLevels } from '#lib/checks/pod-security/levels.ts';
import type { PodSecuritySpec } from '#lib/cluster/sources/pod-security-specs.ts';
import { configWith } from '../../support/config.ts';
import { observe } from '../../support/observe.ts';
import { container, podSpec } from './build-spec.ts';

const serverVersion = { gitVersion: 'v1.35.1', major: 1, minor: 35 };
const privileged = podSpec({ containers: [container({}, { privileged: true })] });
const asRoot = podSpec({ securityContext: { runAsUser: 0, seccompProfile: { type: 'RuntimeDefault' } } });

function judge(items: PodSecuritySpec[], labels: Record<string, string> = {}, podSecurity: object = {}) {
  return observe(
    podSecurityLevels,
    { podSecuritySpecs: { items, isComplete: true }, namespaces: [{ name: 'ecommerce', labels }], serverVersion },
    { config: configWith({ podSecurity }) },
  );
}

describe('pod-security/levels', () => {
  it('finds a pod below the level that is asked for, with what blocks it', () => {
    const { observations } = judge([privileged]);
    expect(observations).toEqual([
      {
        subject: { kind: 'Pod', namespace: 'ecommerce', name: 'cart-0' },
        owner: { kind: 'Pod', namespace: 'ecommerce', name: 'cart-0' },
        discriminator: 'baseline',
        message: 'Pod ecommerce/cart-0 does not pass baseline, which the configuration asks for: privileged',
        evidence: {
          level: 'baseline',
          controls: 'privileged',
          blocks: [{ control: 'privileged', detail: 'container app: privileged=true' }],
        },
      },
    ]);
  });

  it('finds a pod that its namespace will refuse, once', () => {
    const { observations } = judge([privileged], { 'pod-security.kubernetes.io/enforce': 'baseline' });
    expect(observations.map(({ message }) => message)).toEqual([
      'Pod ecommerce/cart-0 does not pass baseline, which its namespace enforces: privileged; its next pod will be refused',
    ]);
  });

  it('judges what the namespace enforces at the version that the namespace names', () => {
    const labels = {
      'pod-security.kubernetes.io/enforce': 'restricted',
      'pod-security.kubernetes.io/enforce-version': 'v1.22',
    };
    const named = { securityContext: { runAsNonRoot: true, runAsUser: 0, seccompProfile: { type: 'RuntimeDefault' } } };
    expect(judge([podSpec(named)], labels).observations).toEqual([]);
    expect(
      judge([podSpec(named)], { ...labels, 'pod-security.kubernetes.io/enforce-version': 'latest' }).observations,
    ).toHaveLength(1);
  });

  it('measures every pod at the configured version, the cluster’s at most', () => {
    const elsewhere = { ...asRoot, namespace: 'kube-system', name: 'agent' };
    const { observations, conclusion } = judge([podSpec(), elsewhere], {}, { version: 'v1.22' });
    expect(observations).toEqual([]);
    const measured = {
      'ecommerce/cart-0': { level: 'restricted', blocks: [] },
      'kube-system/agent': {
        level: 'baseline',
        blocks: [
          { level: 'restricted', control: 'runAsNonRoot', detail: 'pod or container app: runAsNonRoot is not set' },
        ],
      },
    };
    expect(conclusion).toEqual({ examined: 2, measurements: { 'pod-security/levels': measured } });
  });

  it('says when a large cluster was read in part', () => {
    const data = { podSecuritySpecs: { items: [podSpec()], isComplete: false }, namespaces: [], serverVersion };
    expect(observe(podSecurityLevels, data).conclusion).toMatchObject({
      note: 'on so large a cluster only the application’s namespaces are evaluated',
    });
  });
});

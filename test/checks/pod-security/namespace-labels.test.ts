import { describe, expect, it } from 'vitest';
import { podSecurityNamespaceLabels } from '#lib/checks/pod-security/namespace-labels.ts';
import { readNamespacePolicy } from '#lib/checks/pod-security/namespace-policy.ts';
import { readPolicyMinor } from '#lib/checks/pod-security/policy-version.ts';
import type { PodSecuritySpec } from '#lib/cluster/sources/pod-security-specs.ts';
import { configWith } from '../../support/config.ts';
import { observe } from '../../support/observe.ts';
import { container, podSpec } from './build-spec.ts';

const serverVersion = { gitVersion: 'v1.35.1', major: 1, minor: 35 };
const enforce = (level: string) => ({ 'pod-security.kubernetes.io/enforce': level });

function messages(labels: Record<string, string>, items: PodSecuritySpec[], podSecurity: object = {}) {
  const data = {
    namespaces: [{ name: 'ecommerce', labels }],
    podSecuritySpecs: { items, isComplete: true },
    serverVersion,
  };
  const { observations } = observe(podSecurityNamespaceLabels, data, { config: configWith({ podSecurity }) });
  return observations.map(({ severity = 'warning', message }) => `${severity}: ${message}`);
}

const escalating = podSpec({ containers: [container({}, { allowPrivilegeEscalation: true })] }, { name: 'old-0' });

describe('pod-security/namespace-labels', () => {
  it.each<[string, Record<string, string>, PodSecuritySpec[], object, string[]]>([
    [
      'nothing enforced, and what blocks the next level',
      {},
      [podSpec(), escalating],
      {},
      [
        'warning: Namespace ecommerce enforces no Pod Security level, less than baseline; its pods pass baseline today; restricted is blocked by allowPrivilegeEscalation of Pod old-0',
      ],
    ],
    [
      'nothing enforced and no pods',
      {},
      [],
      {},
      ['warning: Namespace ecommerce enforces no Pod Security level, less than baseline'],
    ],
    [
      'less than its pods pass',
      enforce('baseline'),
      [podSpec()],
      {},
      ['info: Namespace ecommerce enforces baseline; its pods pass restricted today'],
    ],
    [
      'less than is asked for',
      enforce('baseline'),
      [],
      { level: 'restricted' },
      ['warning: Namespace ecommerce enforces baseline, less than restricted'],
    ],
    [
      'a label that is no level',
      enforce('strict'),
      [podSpec()],
      {},
      ['warning: Namespace ecommerce has labels that are no Pod Security level: enforce=strict'],
    ],
    ['all that its pods pass', enforce('baseline'), [escalating], {}, []],
    ['the strictest', enforce('restricted'), [escalating], {}, []],
    ['nothing, where nothing is asked for', {}, [], { level: 'privileged' }, []],
  ])('%s', (_what, labels, pods, podSecurity, expected) => {
    expect(messages(labels, pods, podSecurity)).toEqual(expected);
  });
});

describe('the labels of a namespace', () => {
  it('that are no level enforce restricted, and neither warn nor audit', () => {
    const labels = Object.fromEntries(
      ['enforce', 'warn', 'audit'].map((mode) => [`pod-security.kubernetes.io/${mode}`, 'x']),
    );
    expect(readNamespacePolicy({ labels }, 35)).toEqual({
      enforce: 'restricted',
      enforceMinor: 35,
      audit: 'privileged',
      warn: 'privileged',
      invalid: ['enforce=x', 'audit=x', 'warn=x'],
    });
  });

  it.each<[string | undefined, number]>([
    [undefined, 35],
    ['latest', 35],
    ['v1.20', 20],
    ['1.20', 20],
    ['v1.99', 35],
    ['twenty', 35],
  ])('name version %s, of a cluster 1.35: 1.%s', (version, minor) => {
    expect(readPolicyMinor(version, 35)).toBe(minor);
  });
});

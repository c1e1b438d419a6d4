import { describe, expect, it } from 'vitest';
import { networkPoliciesDefaultDeny } from '#lib/checks/network-policies/default-deny.ts';
import { networkPoliciesPodsCovered } from '#lib/checks/network-policies/pods-covered.ts';
import { networkPoliciesSelectPods } from '#lib/checks/network-policies/select-pods.ts';
import type { NetworkPolicy } from '#lib/cluster/sources/network-policies.ts';
import { observe } from '../../support/observe.ts';
import { podSpec } from '../pod-security/build-spec.ts';
import { denyAll, policy } from './build-policy.ts';

const items = [podSpec({}, { name: 'cart-0' }), podSpec({ hostNetwork: true }, { name: 'agent' })];
const podSecuritySpecs = { items, isComplete: true };
const onCart = (types: string[], more: object = {}) =>
  policy('cart', { podSelector: { matchLabels: { app: 'cart' } }, policyTypes: types, ...more });

describe('network-policies/pods-covered', () => {
  const judge = (networkPolicies: NetworkPolicy[]) =>
    observe(networkPoliciesPodsCovered, { networkPolicies, podSecuritySpecs });

  it('finds a pod that is open in a direction', () => {
    const { observations, conclusion } = judge([onCart(['Ingress'])]);
    expect(observations).toEqual([
      {
        subject: { kind: 'Pod', namespace: 'ecommerce', name: 'cart-0' },
        owner: { kind: 'Pod', namespace: 'ecommerce', name: 'cart-0' },
        discriminator: 'egress',
        message: 'Pod ecommerce/cart-0: no network policy selects its pods for egress: it may reach everyone',
        evidence: { labels: 'app=cart' },
      },
    ]);
    expect(conclusion).toEqual({ examined: 1, note: 'no network policy holds pods in the host’s network (1)' });
  });

  it('tells of a policy that allows everything, as information', () => {
    const { observations } = judge([denyAll, onCart(['Egress'], { egress: [{}] })]);
    expect(observations.map(({ severity, message }) => [severity, message])).toEqual([
      ['info', 'Pod ecommerce/cart-0: network policy cart allows all egress: it may reach everyone'],
    ]);
  });
});

describe('network-policies/default-deny', () => {
  const judge = (networkPolicies: NetworkPolicy[]) =>
    observe(networkPoliciesDefaultDeny, { networkPolicies, podSecuritySpecs }).observations;

  it('finds the directions that are open', () => {
    expect(judge([policy('p', { policyTypes: ['Ingress'] })])).toEqual([
      {
        subject: { kind: 'Namespace', namespace: null, name: 'ecommerce' },
        severity: 'warning',
        message: 'Namespace ecommerce does not deny egress by default (it has 1 network policy); open pods: 1',
        evidence: { missing: 'egress', policies: ['p'], openPods: 1 },
      },
    ]);
  });

  it.each<[string, NetworkPolicy[], string[]]>([
    ['two policies, one for each direction', [policy('a', {}), policy('b', { policyTypes: ['Egress'] })], []],
    ['every pod covered otherwise', [onCart(['Ingress', 'Egress'])], ['info']],
    ['a policy of another namespace', [policy('p', { policyTypes: ['Ingress', 'Egress'] }, 'other')], ['warning']],
  ])('%s', (_what, policies, expected) => {
    expect(judge(policies).map(({ severity }) => severity)).toEqual(expected);
  });
});

describe('network-policies/select-pods', () => {
  const none = { deployments: [], statefulSets: [], daemonSets: [] };

  it('finds a policy that selects nothing', () => {
    const lost = policy('lost', { podSelector: { matchLabels: { app: 'basket' } } });
    const { observations, conclusion } = observe(networkPoliciesSelectPods, {
      ...none,
      networkPolicies: [lost, denyAll],
      podSecuritySpecs,
    });
    expect(observations).toEqual([
      {
        subject: { kind: 'NetworkPolicy', namespace: 'ecommerce', name: 'lost' },
        message: 'Network policy ecommerce/lost selects no pod ({"matchLabels":{"app":"basket"}})',
      },
    ]);
    expect(conclusion).toBe(2);
  });
});

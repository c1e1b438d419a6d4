import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allowsEverything, isDefaultDeny, openDirections, selects } from '#lib/checks/network-policies/coverage.ts';
import type { NetworkPolicy } from '#lib/cluster/sources/network-policies.ts';
import { podSpec } from '../pod-security/build-spec.ts';
import { denyAll, policy } from './build-policy.ts';

const keys = ['app', 'tier', 'zone'];
const values = ['a', 'b', ''];
const labels = fc.dictionary(fc.constantFrom(...keys), fc.constantFrom(...values));
const expression = fc.record({
  key: fc.constantFrom(...keys),
  operator: fc.constantFrom('In', 'NotIn', 'Exists', 'DoesNotExist'),
  values: fc.array(fc.constantFrom(...values), { minLength: 1, maxLength: 2 }),
});
const selector = fc.record({ matchLabels: labels, matchExpressions: fc.array(expression, { maxLength: 3 }) });

/** What the documentation of LabelSelector says, word by word. */
function selectsPlainly(
  wanted: typeof selector extends fc.Arbitrary<infer S> ? S : never,
  has: Record<string, string>,
) {
  let isSelected = true;
  for (const [key, value] of Object.entries(wanted.matchLabels)) if (has[key] !== value) isSelected = false;
  for (const { key, operator, values: any } of wanted.matchExpressions) {
    const isThere = Object.keys(has).includes(key);
    const isOne = isThere && any.some((value) => value === has[key]);
    if (operator === 'In' && !isOne) isSelected = false;
    if (operator === 'NotIn' && isOne) isSelected = false;
    if (operator === 'Exists' && !isThere) isSelected = false;
    if (operator === 'DoesNotExist' && isThere) isSelected = false;
  }
  return isSelected;
}

describe('a policy’s selector', () => {
  it('selects what the API says that it does', () => {
    fc.assert(
      fc.property(selector, labels, (podSelector, has) => {
        const pod = podSpec({}, { labels: has });
        expect(selects(policy('p', { podSelector }), pod)).toBe(selectsPlainly(podSelector, has));
      }),
    );
  });

  it('selects nothing of another namespace, nor with an operator that is not known', () => {
    expect(selects(policy('p', {}, 'other'), podSpec())).toBe(false);
    const podSelector = { matchExpressions: [{ key: 'app', operator: 'Resembles', values: ['cart'] }] };
    expect(selects(policy('p', { podSelector }), podSpec())).toBe(false);
  });
});

describe('the directions of a policy', () => {
  it.each<[string, NetworkPolicy, string[]]>([
    ['none named', policy('p', {}), ['egress']],
    ['none named, with egress rules', policy('p', { egress: [{ ports: [{ port: 53 }] }] }), []],
    ['egress', policy('p', { policyTypes: ['Egress'] }), ['ingress']],
    ['an empty list', policy('p', { policyTypes: [] }), ['ingress', 'egress']],
    ['both', denyAll, []],
  ])('%s', (_what, one, open) => {
    expect(openDirections(podSpec(), [one])).toEqual(open);
  });
});

describe('a default deny', () => {
  it.each<[string, NetworkPolicy, boolean]>([
    ['selects every pod and has no rule', denyAll, true],
    ['has no rule', policy('p', { policyTypes: ['Ingress'], ingress: [{}] }), false],
    ['selects every pod', policy('p', { podSelector: { matchLabels: { app: 'cart' } } }), false],
    ['is for the direction', policy('p', { policyTypes: ['Egress'] }), false],
  ])('%s', (_what, one, expected) => {
    expect(isDefaultDeny(one, 'ingress')).toBe(expected);
  });
});

describe('a rule allows everything', () => {
  it.each<[string, NetworkPolicy, boolean]>([
    ['when it is empty', policy('p', { ingress: [{}] }), true],
    ['when its lists are', policy('p', { ingress: [{ from: [], ports: [] }] }), true],
    ['not with ports', policy('p', { ingress: [{ ports: [{ port: 80 }] }] }), false],
    ['not with peers', policy('p', { ingress: [{ from: [{ podSelector: {} }] }] }), false],
    ['not in a direction that the policy is not for', policy('p', { policyTypes: ['Egress'], ingress: [{}] }), false],
  ])('%s', (_what, one, expected) => {
    expect(allowsEverything(one, 'ingress')).toBe(expected);
  });
});

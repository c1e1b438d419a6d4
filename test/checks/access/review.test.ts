import { describe, expect, it } from 'vitest';
import { accessAwsAuth } from '#lib/checks/access/aws-auth.ts';
import { accessBindingsResolve } from '#lib/checks/access/bindings-resolve.ts';
import { accessServiceAccountsUsed } from '#lib/checks/access/service-accounts-used.ts';
import { accessTokensNeeded } from '#lib/checks/access/tokens-needed.ts';
import { toAwsAuth } from '#lib/cluster/sources/aws-auth.ts';
import { toServiceAccount } from '#lib/cluster/sources/service-accounts.ts';
import { minutesAgo, observe } from '../../support/observe.ts';
import { podSpec } from '../pod-security/build-spec.ts';
import { account, binding, group, role } from './build-access.ts';

const entries = { status: 'not-read', reason: 'no EKS API' } as const;
const mapUsers = '- userarn: arn:aws:iam::111122223333:user/ann\n  groups: [system:masters]\n';
const noBindings = { roleBindings: [], clusterRoleBindings: [] };
const cart = toServiceAccount({
  metadata: { name: 'cart', namespace: 'ecommerce', creationTimestamp: minutesAgo(99999) },
});
const shown = (observations: readonly { severity?: string; message: string }[]) =>
  observations.map(({ severity, message }) => (severity ? `${severity}: ${message}` : message));

describe('access/aws-auth', () => {
  const judge = async (map: Record<string, string>) =>
    observe(accessAwsAuth, { awsAuth: await toAwsAuth(map), accessEntries: entries });

  it.each<[string, Record<string, string>, string[]]>([
    [
      'administrators',
      { mapUsers },
      [
        'aws-auth maps arn:aws:iam::111122223333:user/ann to system:masters: it can do everything, and no RBAC rule can take that back',
      ],
    ],
    [
      'whole accounts',
      { mapAccounts: '- "111122223333"' },
      ['aws-auth maps every IAM principal of account 111122223333 to a user'],
    ],
    [
      'text that is no YAML',
      { mapRoles: '- [' },
      [
        'critical: aws-auth: mapRoles is no list of mappings in YAML: EKS cannot read it, and whom it maps cannot log in',
      ],
    ],
    [
      'YAML that is no list',
      { mapRoles: 'rolearn: x' },
      [
        'critical: aws-auth: mapRoles is no list of mappings in YAML: EKS cannot read it, and whom it maps cannot log in',
      ],
    ],
    ['odd entries', { mapRoles: '- null\n- 5\n- { groups: x }' }, []],
    ['nothing', {}, []],
  ])('finds %s', async (_what, map, expected) => {
    const { observations } = await judge(map);
    expect(shown(observations)).toEqual(expected);
  });

  it('does not apply where EKS does not read it', async () => {
    const data = { awsAuth: await toAwsAuth({ mapUsers }) };
    const read = { status: 'read', entries: [], usesAwsAuth: false } as const;
    expect(observe(accessAwsAuth, { ...data, accessEntries: read }).conclusion).toEqual({
      notApplicable: 'the cluster’s authentication mode does not use aws-auth',
    });
  });
});

describe('access/bindings-resolve', () => {
  it('finds roles and service accounts that are gone, in the application’s namespaces', () => {
    const { observations, conclusion } = observe(accessBindingsResolve, {
      roles: [role('r', [], 'other')],
      clusterRoles: [],
      serviceAccounts: [cart],
      clusterRoleBindings: [binding('all', ['ClusterRole', 'gone'], [account('ecommerce', 'cart')])],
      roleBindings: [
        binding('b', ['Role', 'r'], [account('ecommerce', 'basket'), group('ops')], 'ecommerce'),
        binding('c', ['Role', 'gone'], [], 'other'),
      ],
    });
    expect(shown(observations)).toEqual([
      'warning: RoleBinding ecommerce/b names Role r, which does not exist',
      'info: RoleBinding ecommerce/b names ServiceAccount ecommerce/basket, which does not exist',
      'warning: ClusterRoleBinding all names ClusterRole gone, which does not exist',
    ]);
    expect(conclusion).toBe(2);
  });
});

describe('access/service-accounts-used', () => {
  const judge = (serviceAccounts: (typeof cart)[], users: string[] = [], bindings = noBindings) =>
    observe(accessServiceAccountsUsed, {
      serviceAccounts,
      podSecuritySpecs: { items: [podSpec({ serviceAccountName: 'other' })], isComplete: true },
      templateAccounts: users.map((serviceAccount) => ({ namespace: 'ecommerce', serviceAccount })),
      ...bindings,
    });

  it('finds one that nothing uses, with what is bound to it', () => {
    const roleBindings = [binding('b', ['Role', 'r'], [account('ecommerce', 'cart')], 'ecommerce')];
    const { observations } = judge([cart], [], { ...noBindings, roleBindings } as typeof noBindings);
    expect(observations).toEqual([
      {
        subject: { kind: 'ServiceAccount', namespace: 'ecommerce', name: 'cart' },
        message: 'Service account ecommerce/cart: no pod or workload uses it, and b bound to it',
        evidence: { bindings: ['b'] },
      },
    ]);
  });

  it.each<[string, (typeof cart)[], string[]]>([
    ['one of a workload without pods', [cart], ['cart']],
    ['one of a pod', [{ ...cart, name: 'other' }], []],
    ['the default one', [{ ...cart, name: 'default' }], []],
    ['a young one', [{ ...cart, createdAt: minutesAgo(60) }], []],
  ])('is quiet for %s', (_what, accounts, users) => {
    expect(judge(accounts, users)).toEqual({ observations: [], conclusion: 1 });
  });
});

describe('access/tokens-needed', () => {
  const judge = (spec: object, mountsToken: boolean | null, subjects: object[] = []) =>
    observe(accessTokensNeeded, {
      podSecuritySpecs: { items: [podSpec({ serviceAccountName: 'cart', ...spec })], isComplete: true },
      serviceAccounts: [{ ...cart, mountsToken }],
      roleBindings: [],
      clusterRoleBindings: [binding('b', ['ClusterRole', 'r'], subjects)],
    }).observations.map(({ message }) => message);
  const found = 'Pod ecommerce/cart-0: its pods have a token of service account cart, to which no role is bound';

  it.each<[string, object, boolean | null, object[], string[]]>([
    ['by default', {}, null, [], [found]],
    ['by the pod, against the account', { automountServiceAccountToken: true }, false, [], [found]],
    ['not by the account', {}, false, [], []],
    ['not by the pod', { automountServiceAccountToken: false }, true, [], []],
    ['bound', {}, null, [account('ecommerce', 'cart')], []],
    ['bound with its namespace', {}, null, [group('system:serviceaccounts:ecommerce')], []],
  ])('a token that is mounted %s', (_what, spec, mountsToken, subjects, expected) => {
    expect(judge(spec, mountsToken, subjects)).toEqual(expected);
  });
});

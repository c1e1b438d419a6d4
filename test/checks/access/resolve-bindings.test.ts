import { describe, expect, it } from 'vitest';
import { type CapabilityRow, findCapabilities } from '#lib/checks/access/find-capabilities.ts';
import { accessWith, account, binding, group, role, rule, user } from './build-access.ts';

const show = ({ subject: { kind, namespace, name }, capability, scope, via }: CapabilityRow) =>
  `${kind} ${namespace ?? '-'} ${name}: ${capability} in ${scope} via ${via.join(' ')}`;
const rowsOf = (objects: Parameters<typeof accessWith>[0]) => findCapabilities(accessWith(objects), 35).map(show);
const reader = rule('get', 'secrets');

describe('who has a role', () => {
  it('in a namespace by its own role, not by one of that name elsewhere', () => {
    const roles = [role('r', [reader], 'shop'), role('r', [], 'other')];
    const roleBindings = ['shop', 'other'].map((namespace) => binding('b', ['Role', 'r'], [user('ann')], namespace));
    expect(rowsOf({ roles, roleBindings })).toEqual(['User - ann: read-secrets in shop via RoleBinding/b Role/r']);
  });

  it('by each way that there is to it', () => {
    const clusterRoles = [role('r', [reader])];
    const ref = ['ClusterRole', 'r'] as const;
    expect(
      rowsOf({
        clusterRoles,
        clusterRoleBindings: [binding('all', ref, [account('ci', 'deployer'), group('ops')])],
        roleBindings: [binding('shop', ref, [group('ops')], 'shop')],
      }),
    ).toEqual([
      'ServiceAccount ci deployer: read-secrets in cluster via ClusterRoleBinding/all ClusterRole/r',
      'Group - ops: read-secrets in cluster via ClusterRoleBinding/all ClusterRole/r',
      'Group - ops: read-secrets in shop via RoleBinding/shop ClusterRole/r',
    ]);
  });

  it('by the user name of a service account', () => {
    const clusterRoleBindings = [binding('b', ['ClusterRole', 'r'], [user('system:serviceaccount:ci:deployer')])];
    expect(rowsOf({ clusterRoles: [role('r', [reader])], clusterRoleBindings })).toEqual([
      'ServiceAccount ci deployer: read-secrets in cluster via ClusterRoleBinding/b ClusterRole/r',
    ]);
  });

  it('with the rules that a ClusterRole aggregates, by any of its selectors', () => {
    const aggregationRule = {
      clusterRoleSelectors: [{ matchLabels: { to: 'x' } }, { matchExpressions: [{ key: 'more', operator: 'Exists' }] }],
    };
    const part = (name: string, labels: Record<string, string>, verbs: string) =>
      role(name, [rule(verbs, 'secrets')], undefined, { metadata: { name, labels } });
    const clusterRoles = [
      role('whole', [], undefined, { aggregationRule }),
      part('a', { to: 'x' }, 'get'),
      part('b', { more: '' }, 'create'),
      part('c', {}, 'delete'),
    ];
    const clusterRoleBindings = [binding('b', ['ClusterRole', 'whole'], [user('ann')])];
    expect(rowsOf({ clusterRoles, clusterRoleBindings })).toEqual([
      'User - ann: write-secrets in cluster via ClusterRoleBinding/b ClusterRole/whole',
      'User - ann: read-secrets in cluster via ClusterRoleBinding/b ClusterRole/whole',
    ]);
  });

  it('from two bindings together', () => {
    const csr = 'certificates.k8s.io';
    const clusterRoles = [
      role('make', [rule('create', 'certificatesigningrequests', csr)]),
      role('approve', [rule('update', '*', csr)]),
    ];
    const clusterRoleBindings = ['make', 'approve'].map((name) => binding(name, ['ClusterRole', name], [user('ann')]));
    expect(rowsOf({ clusterRoles, clusterRoleBindings })).toEqual([
      'User - ann: csrs in cluster via ClusterRoleBinding/make ClusterRole/make ClusterRoleBinding/approve ClusterRole/approve',
    ]);
  });

  it('of a role that is gone: nothing', () => {
    expect(rowsOf({ clusterRoleBindings: [binding('b', ['ClusterRole', 'gone'], [user('ann')])] })).toEqual([]);
  });
});

describe('what comes with the platform', () => {
  it.each([
    ['User eks:addon-manager', user('eks:addon-manager'), 'b'],
    ['Group system:masters', group('system:masters'), 'cluster-admin'],
    ['the CNI', account('kube-system', 'aws-node'), 'b'],
    ['a controller', account('kube-system', 'job-controller'), 'system:controller:job-controller'],
    ['the scheduler', user('system:kube-scheduler'), 'b'],
  ])('%s is left out', (_what, subject, name) => {
    const clusterRoleBindings = [binding(name, ['ClusterRole', 'r'], [subject])];
    expect(rowsOf({ clusterRoles: [role('r', [reader])], clusterRoleBindings })).toEqual([]);
  });

  it.each([
    ['a service account of kube-system that is nobody’s controller', account('kube-system', 'job-controller'), 'b'],
    ['all service accounts', group('system:serviceaccounts'), 'b'],
  ])('%s is not', (_what, subject, name) => {
    const clusterRoleBindings = [binding(name, ['ClusterRole', 'r'], [subject])];
    expect(rowsOf({ clusterRoles: [role('r', [reader])], clusterRoleBindings })).toHaveLength(1);
  });

  it('anybody may use only what Kubernetes opens to them', () => {
    const anybody = [group('system:authenticated'), group('system:unauthenticated'), user('system:anonymous')];
    const bindings = ['system:discovery', 'system:basic-user', 'system:public-info-viewer', 'view'].map((name) =>
      binding(name, ['ClusterRole', name], anybody),
    );
    expect(rowsOf({ clusterRoleBindings: bindings })).toEqual([
      'Group - system:authenticated: exposure in cluster via ClusterRoleBinding/view ClusterRole/view',
      'Group - system:unauthenticated: exposure in cluster via ClusterRoleBinding/view ClusterRole/view',
      'User - system:anonymous: exposure in cluster via ClusterRoleBinding/view ClusterRole/view',
    ]);
  });
});

it('EKS access policies are the ClusterRoles that they stand for', () => {
  const entry = (policies: { name: string; namespaces: 'all' | string[] }[]) => ({
    principal: 'arn:aws:iam::111122223333:role/dev',
    username: '',
    groups: [],
    policies,
  });
  const entries = [
    entry([
      { name: 'AmazonEKSEditPolicy', namespaces: ['shop'] },
      { name: 'AmazonEKSAdminViewPolicy', namespaces: 'all' },
      { name: 'AmazonEKSViewPolicy', namespaces: 'all' },
    ]),
  ];
  const clusterRoles = [role('edit', [rule('create', 'pods')])];
  expect(rowsOf({ clusterRoles, accessEntries: { status: 'read', entries, usesAwsAuth: false } })).toEqual([
    'User - arn:aws:iam::111122223333:role/dev: run-code in shop via AccessEntry/arn:aws:iam::111122223333:role/dev AccessPolicy/AmazonEKSEditPolicy',
    'User - arn:aws:iam::111122223333:role/dev: kubelet in cluster via AccessEntry/arn:aws:iam::111122223333:role/dev AccessPolicy/AmazonEKSAdminViewPolicy',
    'User - arn:aws:iam::111122223333:role/dev: read-secrets in cluster via AccessEntry/arn:aws:iam::111122223333:role/dev AccessPolicy/AmazonEKSAdminViewPolicy',
  ]);
});

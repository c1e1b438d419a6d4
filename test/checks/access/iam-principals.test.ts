import { describe, expect, it } from 'vitest';
import { accessCapabilities } from '#lib/checks/access/capabilities.ts';
import { findCapabilities } from '#lib/checks/access/find-capabilities.ts';
import type { AccessEntries, AccessEntry } from '#lib/cluster/sources/access-entries.ts';
import type { AwsAuth } from '#lib/cluster/sources/aws-auth.ts';
import { observe } from '../../support/observe.ts';
import { accessWith, binding, group, role, rule } from './build-access.ts';

const ann = 'arn:aws:iam::111122223333:role/ann';
const everything = role('cluster-admin', [rule('*', '*', '*')]);
const edit = role('edit', [rule('create', 'pods')]);
const serverVersion = { gitVersion: 'v1.35.1', major: 1, minor: 35 };

const entry = (more: Partial<AccessEntry>): AccessEntry => ({
  principal: ann,
  username: 'ann',
  groups: [],
  policies: [],
  ...more,
});
const read = (entries: AccessEntry[], usesAwsAuth = false): AccessEntries => ({ status: 'read', entries, usesAwsAuth });
const policy = (name: string, namespaces: 'all' | string[] = 'all') => entry({ policies: [{ name, namespaces }] });

function judge(
  accessEntries: AccessEntries,
  bindings = [] as ReturnType<typeof binding>[],
  awsAuth: AwsAuth | null = null,
) {
  const clusterRoles = [everything, edit];
  const objects = accessWith({ clusterRoles, clusterRoleBindings: bindings, accessEntries });
  return observe(accessCapabilities, { ...objects, awsAuth, serverVersion });
}

function rowsOf(accessEntries: AccessEntries, bindings: ReturnType<typeof binding>[], awsAuth: AwsAuth | null = null) {
  const objects = accessWith({
    clusterRoles: [everything, edit],
    clusterRoleBindings: bindings,
    accessEntries,
    awsAuth,
  });
  return findCapabilities(objects, 35)
    .filter(({ capability }) => capability === 'everything' || capability === 'run-code')
    .map(
      ({ subject, capability, scope, via }) =>
        `${subject.kind} ${subject.name} ${capability} ${scope}: ${via.join(' ')}`,
    );
}

describe('an IAM principal with an access policy', () => {
  it('is a user of its ARN, found with what is done about it in EKS', () => {
    const { observations } = judge(read([policy('AmazonEKSClusterAdminPolicy')]));
    expect(observations).toMatchObject([
      {
        subject: { kind: 'AccessEntry', namespace: null, name: ann },
        severity: 'critical',
        message: `User ${ann} can do everything in the whole cluster (AccessEntry/${ann}, AccessPolicy/AmazonEKSClusterAdminPolicy)`,
        evidence: { grantee: `User ${ann}`, policy: 'AmazonEKSClusterAdminPolicy' },
        remediation: [
          {
            command:
              'aws eks list-associated-access-policies --cluster-name ecommerce-production --principal-arn {name}',
          },
          {
            command:
              'aws eks disassociate-access-policy --cluster-name ecommerce-production --principal-arn {name} --policy-arn arn:aws:eks::aws:cluster-access-policy/{policy}',
          },
        ],
      },
    ]);
  });

  it.each<[string, string[], number]>([
    ['the application’s namespace', ['ecommerce'], 1],
    ['a pattern that takes it in', ['e*merce'], 1],
    ['a pattern that does not', ['dev-*'], 0],
    ['another namespace', ['other'], 0],
    ['odd letters', ['(*', '['], 0],
  ])('is told where it holds in %s', (_what, namespaces, found) => {
    const { observations } = judge(read([policy('AmazonEKSEditPolicy', namespaces)]));
    expect(observations).toHaveLength(found);
  });
});

describe('an IAM principal in a group', () => {
  const bindings = [binding('ops', ['ClusterRole', 'cluster-admin'], [group('ops')])];

  it('has a row of its own, and is named by the finding of the group', () => {
    const entries = read([entry({ groups: ['ops', 'nobody'] })]);
    expect(rowsOf(entries, bindings)).toEqual([
      'Group ops everything cluster: ClusterRoleBinding/ops ClusterRole/cluster-admin',
      'Group ops run-code cluster: ClusterRoleBinding/ops ClusterRole/cluster-admin',
      `User ${ann} everything cluster: AccessEntry/${ann} ClusterRoleBinding/ops ClusterRole/cluster-admin`,
      `User ${ann} run-code cluster: AccessEntry/${ann} ClusterRoleBinding/ops ClusterRole/cluster-admin`,
    ]);
    expect(judge(entries, bindings).observations).toMatchObject([
      { subject: { kind: 'ClusterRoleBinding', name: 'ops' }, evidence: { principals: [ann] } },
    ]);
  });

  const masters = [binding('cluster-admin', ['ClusterRole', 'cluster-admin'], [group('system:masters')])];
  const awsAuth = {
    mapRoles: [{ arn: 'arn:aws:iam::111122223333:role/nodes', groups: ['system:nodes', 'system:bootstrappers'] }],
    mapUsers: [{ arn: ann, groups: ['system:masters'] }],
    mapAccounts: null,
  };

  it('by aws-auth has a row too, even as an administrator; nodes have none', () => {
    expect(rowsOf(read([], true), masters, awsAuth)[0]).toBe(
      `User ${ann} everything cluster: ConfigMap/aws-auth ClusterRoleBinding/cluster-admin ClusterRole/cluster-admin`,
    );
    const nodes = [binding('nodes', ['ClusterRole', 'edit'], [group('system:nodes')])];
    expect(rowsOf(read([], true), nodes, awsAuth)).toEqual([]);
  });

  it('has none where EKS does not read aws-auth', () => {
    expect(rowsOf(read([], false), masters, awsAuth)).toEqual([]);
  });
});

describe('access entries that tell not all', () => {
  it('make the check unknown where they could not be read, with what RBAC alone says', () => {
    const bindings = [binding('ops', ['ClusterRole', 'cluster-admin'], [group('ops')])];
    const { observations, conclusion } = judge({ status: 'failed', reason: 'give eks:ListAccessEntries' }, bindings);
    expect(observations).toHaveLength(1);
    expect(conclusion).toMatchObject({ unknown: 'give eks:ListAccessEntries', measurements: expect.anything() });
  });

  it.each<[string, AccessEntries, string | undefined]>([
    ['known policies', read([policy('AmazonEKSAdminViewPolicy'), policy('AmazonEKSViewPolicy')]), undefined],
    [
      'policies that we do not know',
      read([policy('AmazonEKSNewPolicy'), policy('AmazonEKSNewPolicy')]),
      'what these EKS access policies allow was not judged: AmazonEKSNewPolicy',
    ],
    [
      'more entries than are read',
      { status: 'read', entries: [entry({})], usesAwsAuth: false, isTruncated: true },
      'only the first 1 EKS access entries were read',
    ],
  ])('say so of %s', (_what, entries, note) => {
    expect((judge(entries).conclusion as { note?: string }).note).toBe(note);
  });
});

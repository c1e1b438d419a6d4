import { describe, expect, it } from 'vitest';
import { accessCapabilities } from '#lib/checks/access/capabilities.ts';
import type { AccessObjects } from '#lib/checks/access/find-capabilities.ts';
import type { AwsAuth } from '#lib/cluster/sources/aws-auth.ts';
import { observe } from '../../support/observe.ts';
import { accessWith, account, binding, clusterWide, role, rule, within } from './build-access.ts';

const serverVersion = { gitVersion: 'v1.35.1', major: 1, minor: 35 };
const emptyMap = { mapRoles: [], mapUsers: [], mapAccounts: [] };

const judge = (objects: AccessObjects, awsAuth: AwsAuth | null = null) =>
  observe(accessCapabilities, { ...objects, awsAuth, serverVersion });
const severities = (objects: AccessObjects, awsAuth?: AwsAuth) =>
  judge(objects, awsAuth).observations.map(({ severity }) => severity);

describe('access/capabilities', () => {
  it('tells one finding for each grantee and binding', () => {
    const { observations, conclusion } = judge(within('ecommerce', rule('get', 'secrets'), rule('create', 'pods')));
    expect(observations).toEqual([
      {
        subject: { kind: 'RoleBinding', namespace: 'ecommerce', name: 'b' },
        discriminator: 'User ann',
        severity: 'warning',
        message: 'User ann can read Secrets, run code in pods in namespace ecommerce (RoleBinding/b, ClusterRole/r)',
        evidence: {
          grantee: 'User ann',
          capabilities: ['read-secrets', 'run-code'],
          scope: 'ecommerce',
          via: ['RoleBinding/b', 'ClusterRole/r'],
          roleObject: 'clusterrole r',
          bindingObject: 'rolebinding b -n ecommerce',
          as: "--as='ann' -n ecommerce",
        },
      },
    ]);
    const subject = { kind: 'User', namespace: null, name: 'ann' };
    const via = ['RoleBinding/b', 'ClusterRole/r'];
    expect(conclusion).toEqual({
      examined: 1,
      measurements: {
        'access/capabilities': [
          { subject, capability: 'read-secrets', scope: 'ecommerce', via },
          { subject, capability: 'run-code', scope: 'ecommerce', via },
        ],
      },
      note: 'no EKS API',
    });
  });

  it.each<[string, AccessObjects, (string | undefined)[]]>([
    ['secrets of a namespace', within('ecommerce', rule('get', 'secrets')), ['warning']],
    ['secrets of kube-system among all', clusterWide(rule('get', 'secrets')), ['critical']],
    ['what an edit destroys', within('ecommerce', rule('delete', 'pods')), ['info']],
    ['namespaces of others are measured only', within('other', rule('get', 'secrets')), []],
  ])('is as severe as what is reached: %s', (_what, objects, expected) => {
    expect(severities(objects)).toEqual(expected);
  });

  it('takes aws-auth for dangerous only where it is used', () => {
    const writer = clusterWide(rule('create', 'configmaps'));
    expect(severities(writer)).toEqual(['info']);
    expect(severities(writer, emptyMap)).toEqual(['critical']);
    const entries = { status: 'read', entries: [], usesAwsAuth: false } as const;
    expect(severities({ ...writer, accessEntries: entries }, emptyMap)).toEqual(['info']);
  });

  it('measures the service accounts of EKS add-ons, and finds nothing', () => {
    const objects = accessWith({
      clusterRoles: [role('r', [rule('create', 'persistentvolumes')])],
      clusterRoleBindings: [binding('b', ['ClusterRole', 'r'], [account('kube-system', 'ebs-csi-controller-sa')])],
    });
    const { observations, conclusion } = judge(objects);
    expect(observations).toEqual([]);
    expect(conclusion).toMatchObject({ measurements: { 'access/capabilities': [{ capability: 'storage-node' }] } });
  });
});

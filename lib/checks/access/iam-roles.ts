import { podIdentities } from '#lib/cluster/sources/pod-identities.ts';
import { serviceAccounts } from '#lib/cluster/sources/service-accounts.ts';
import { defineCheck, type Observation } from '../check.ts';

/** A service account that carries an IAM role, and by which of EKS's two ways. */
interface Carrier {
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly roleArn: string;
  readonly by: 'IRSA' | 'Pod Identity';
}

const accountOf = ({ namespace, serviceAccount }: Carrier) => `${namespace}/${serviceAccount}`;

/**
 * An IAM role is carried by the one workload that it is for: not by the service account `default`, as which every pod runs
 * that names no other, and not in two ways at once. Which account carries which role is measured, for the review.
 *
 * Reads: v1 ServiceAccount, annotation eks.amazonaws.com/role-arn (IRSA); EKS Pod Identity associations
 * Quiet for: roles carried by one account of its own, in one way
 */
export const accessIamRoles = defineCheck({
  id: 'access/iam-roles',
  title: 'Each IAM role is carried by the one workload that it is for',
  severity: 'info',
  remediation: [
    { text: 'See what the role allows.', command: 'aws iam list-attached-role-policies --role-name {role}' },
    {
      text: 'Give the workload that needs it a service account of its own, which carries the role in one way, and take it from {name}.',
      command: 'kubectl get serviceaccount {name} -n {namespace} -o yaml',
      verify: 'aws eks list-pod-identity-associations --cluster-name {cluster} --namespace {namespace}',
    },
  ],
  reads: [serviceAccounts, podIdentities],
  *run({ serviceAccounts: accounts, podIdentities: identities }, { config }) {
    const carriers: Carrier[] = [
      ...accounts.flatMap(({ namespace, name, roleArn }): Carrier[] =>
        roleArn === null ? [] : [{ namespace, serviceAccount: name, roleArn, by: 'IRSA' }],
      ),
      ...identities.items.map(({ id: _id, ...identity }): Carrier => ({ ...identity, by: 'Pod Identity' })),
    ].toSorted((a, b) => accountOf(a).localeCompare(accountOf(b)));
    const cluster = config.cluster.name;
    for (const one of carriers.filter(({ serviceAccount }) => serviceAccount === 'default')) {
      const message = `Service account ${accountOf(one)} carries the IAM role ${one.roleArn} (${one.by}): so does every pod of ${one.namespace} that names no service account`;
      yield { ...observe(one, 'default', message, cluster), severity: 'warning' };
    }
    for (const [account, same] of Map.groupBy(carriers, accountOf)) {
      const [first] = same;
      if (!first || new Set(same.map(({ by }) => by)).size < 2) continue;
      const roles = same.map(({ by, roleArn }) => `${roleArn} (${by})`).join(' and ');
      yield observe(
        first,
        'two ways',
        `Service account ${account} carries ${roles}: most SDKs take that of IRSA`,
        cluster,
      );
    }
    for (const [role, same] of Map.groupBy(carriers, ({ roleArn }) => roleArn)) {
      const names = [...new Set(same.map(accountOf))];
      const [first] = same;
      if (!first || names.length < 2) continue;
      yield observe(first, role, `IAM role ${role} is carried by ${names.slice(0, 10).join(', ')}`, cluster);
    }
    const note = identities.isRead
      ? identities.isTruncated && 'there are more EKS Pod Identity associations than were read'
      : 'EKS Pod Identity associations were not read: that needs the EKS API';
    return { examined: accounts.length, measurements: { 'access/iam-roles': carriers }, ...(note && { note }) };
  },
});

function observe(carrier: Carrier, discriminator: string, message: string, cluster: string): Observation {
  const { namespace, serviceAccount: name, roleArn, by } = carrier;
  return {
    subject: { kind: 'ServiceAccount', namespace, name },
    discriminator,
    message,
    evidence: { roleArn, by, role: roleArn.slice(roleArn.lastIndexOf('/') + 1), cluster },
  };
}

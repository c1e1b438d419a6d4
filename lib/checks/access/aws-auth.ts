import { accessEntries } from '#lib/cluster/sources/access-entries.ts';
import { type AwsAuthMapping, awsAuth } from '#lib/cluster/sources/aws-auth.ts';
import { defineCheck, type Observation } from '../check.ts';

const subject = { kind: 'ConfigMap', namespace: 'kube-system', name: 'aws-auth' };

/**
 * The ConfigMap aws-auth, where the cluster still has one, can be read by EKS and lets nobody in as an administrator. EKS
 * reads it at every login: YAML that does not parse locks everybody out, nodes too.
 *
 * Reads: v1 ConfigMap kube-system/aws-auth, by its name
 * Quiet for: clusters without it; the mappings of nodes
 */
export const accessAwsAuth = defineCheck({
  id: 'access/aws-auth',
  title: 'The ConfigMap aws-auth maps nobody to administrators',
  severity: 'warning',
  remediation: [
    { text: 'See what it maps.', command: 'kubectl get configmap aws-auth -n kube-system -o yaml' },
    {
      text: 'Give the principal an EKS access entry with the rights that it needs, then take it out of the ConfigMap.',
      command: 'aws eks create-access-entry --cluster-name CLUSTER --principal-arn ARN',
      verify: 'aws eks list-access-entries --cluster-name CLUSTER',
    },
  ],
  reads: [awsAuth, accessEntries],
  *run({ awsAuth: map, accessEntries: entries }) {
    if (map === null) return { notApplicable: 'the cluster has no ConfigMap kube-system/aws-auth' };
    if (entries.status === 'read' && !entries.usesAwsAuth)
      return { notApplicable: 'the cluster’s authentication mode does not use aws-auth' };
    const mappings: AwsAuthMapping[] = [];
    for (const key of ['mapRoles', 'mapUsers', 'mapAccounts'] as const) {
      const read = map[key];
      if (read) mappings.push(...read);
      else yield describeBroken(key);
    }
    for (const { arn } of mappings.filter(({ groups }) => groups.includes('system:masters'))) {
      const message = `aws-auth maps ${arn} to system:masters: it can do everything, and no RBAC rule can take that back`;
      yield { subject, discriminator: arn, message, evidence: { principal: arn } };
    }
    for (const { arn } of mappings.filter(({ arn: id }) => /^\d{12}$/.test(id))) {
      const message = `aws-auth maps every IAM principal of account ${arn} to a user`;
      yield { subject, discriminator: arn, message, evidence: { principal: arn } };
    }
    return mappings.length === 0 ? 1 : mappings.length;
  },
});

function describeBroken(key: string): Observation {
  const message = `aws-auth: ${key} is no list of mappings in YAML: EKS cannot read it, and whom it maps cannot log in`;
  return { subject, discriminator: key, severity: 'critical', message, evidence: { key } };
}

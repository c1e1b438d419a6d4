import type { AccessEntries } from '#lib/cluster/sources/access-entries.ts';
import type { AwsAuth } from '#lib/cluster/sources/aws-auth.ts';
import { isPlatform } from './default-subjects.ts';

/** An IAM principal that Kubernetes takes for a member of a group. */
export interface Membership {
  readonly principal: string;
  readonly group: string;
  /** The object that says so: `AccessEntry/<arn>` or `ConfigMap/aws-auth`. */
  readonly via: string;
}

/**
 * Who is in which group by what EKS is told: its access entries, and aws-auth where it is used. Groups of the platform
 * are left out, since nodes are in them, but for the administrators' own.
 */
export function membershipsOf(told: {
  readonly accessEntries: AccessEntries;
  readonly awsAuth?: AwsAuth | null;
}): Membership[] {
  const { accessEntries: entries, awsAuth } = told;
  const isUsed = entries.status !== 'read' || entries.usesAwsAuth;
  const mappings = isUsed ? [...(awsAuth?.mapRoles ?? []), ...(awsAuth?.mapUsers ?? [])] : [];
  const memberships = [
    ...(entries.status === 'read' ? entries.entries : []).flatMap(({ principal, groups }) =>
      groups.map((group) => ({ principal, group, via: `AccessEntry/${principal}` })),
    ),
    ...mappings.flatMap(({ arn, groups }) =>
      groups.map((group) => ({ principal: arn, group, via: 'ConfigMap/aws-auth' })),
    ),
  ];
  return memberships.filter(
    ({ group }) => group === 'system:masters' || !isPlatform({ kind: 'Group', namespace: null, name: group }, ''),
  );
}

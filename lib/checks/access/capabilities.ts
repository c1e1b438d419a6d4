import { type AccessEntries, accessEntries } from '#lib/cluster/sources/access-entries.ts';
import { awsAuth } from '#lib/cluster/sources/aws-auth.ts';
import { clusterRoleBindings, roleBindings } from '#lib/cluster/sources/role-bindings.ts';
import { clusterRoles, roles } from '#lib/cluster/sources/roles.ts';
import { serverVersion } from '#lib/cluster/sources/server-version.ts';
import { defineCheck, type Observation, type Severity, type Subject } from '../check.ts';
import { dangerousCapabilities } from './dangerous-capabilities.ts';
import { isAddOn } from './default-subjects.ts';
import { type CapabilityRow, findCapabilities, isKnownPolicy } from './find-capabilities.ts';
import { membershipsOf } from './iam-members.ts';

const severities: readonly Severity[] = ['critical', 'warning', 'info'];

/**
 * Nobody can do what is dangerous beyond what the platform itself needs. Resolves every binding to its role (aggregated
 * ClusterRoles with the rules of their parts, EKS access policies as the ClusterRoles that they stand for) and asks of each
 * subject which dangerous capabilities that gives it, where.
 *
 * Reads: rbac.authorization.k8s.io/v1 roles and bindings of both kinds; kube-system/aws-auth; /version; of EKS, the access
 * entries with their groups and access policies
 * Quiet for: subjects of Kubernetes and EKS; service accounts of EKS add-ons (measured only); bindings in namespaces that
 * are not the application's (measured only); rules limited to named objects where one object is no danger
 */
export const accessCapabilities = defineCheck({
  id: 'access/capabilities',
  title: 'Nobody can do more in the cluster than their work needs',
  severity: 'warning',
  remediation: [
    { text: 'See what the role allows, and who has it.', command: 'kubectl describe {roleObject}' },
    {
      text: 'If {grantee} does not need it, narrow the role (namespaces, verbs, resourceNames) or take the subject out of the binding; if it does, accept the finding with a reason and an end date.',
      command: 'kubectl edit {bindingObject}',
      verify: 'kubectl auth can-i --list {as}',
    },
  ],
  reads: [roles, clusterRoles, roleBindings, clusterRoleBindings, accessEntries, awsAuth, serverVersion],
  *run(data, { config }) {
    const { accessEntries: entries } = data;
    const rows = findCapabilities(data, data.serverVersion.minor);
    const members = Map.groupBy(membershipsOf(data), ({ group }) => group);
    const isTold = ({ scope, subject, via }: CapabilityRow) =>
      isInReach(scope, config.namespaces) && !isAddOn(subject) && !isThroughGroup(via);
    const byBinding = Map.groupBy(rows.filter(isTold), ({ subject, scope, via }) =>
      JSON.stringify([subject, scope, via]),
    );
    const usesAwsAuth = entries.status === 'read' ? entries.usesAwsAuth : data.awsAuth !== null;
    for (const same of byBinding.values()) {
      const observation = observe(same, usesAwsAuth);
      const { name } = (same[0] as CapabilityRow).subject;
      const principals = [...new Set(members.get(name)?.map(({ principal }) => principal))].slice(0, 20);
      if (isOfPolicy(observation)) yield remedyInEks(observation, config.cluster.name);
      else
        yield { ...observation, evidence: { ...observation.evidence, ...(principals.length > 0 && { principals }) } };
    }
    const measurements = { 'access/capabilities': rows };
    if (entries.status === 'failed') return { unknown: entries.reason, measurements };
    const note = notCovered(entries);
    const examined = data.roleBindings.length + data.clusterRoleBindings.length;
    return { examined, measurements, ...(note !== '' && { note }) };
  },
});

/** What of the access entries is not judged. */
function notCovered(entries: Exclude<AccessEntries, { status: 'failed' }>): string {
  if (entries.status === 'not-read') return entries.reason;
  const names = entries.entries.flatMap(({ policies }) => policies.map(({ name }) => name));
  const unknown = [...new Set(names)].filter((name) => !isKnownPolicy(name));
  return [
    ...(entries.isTruncated ? [`only the first ${entries.entries.length} EKS access entries were read`] : []),
    ...(unknown.length > 0 ? [`what these EKS access policies allow was not judged: ${unknown.join(', ')}`] : []),
  ].join('; ');
}

/** Whether a scope takes in a namespace of the application; that of an access policy may be a pattern such as `dev-*`. */
function isInReach(scope: string, namespaces: readonly string[]): boolean {
  if (scope === 'cluster' || namespaces.includes(scope)) return true;
  if (!scope.includes('*')) return false;
  const pattern = new RegExp(`^${scope.replaceAll(/[^\w*-]/g, '\\$&').replaceAll('*', '.*')}$`);
  return namespaces.some((namespace) => pattern.test(namespace));
}

/** An IAM principal that has it as a member of a group: the finding is the group's, or that of access/aws-auth. */
function isThroughGroup(via: readonly string[]): boolean {
  return /^(AccessEntry|ConfigMap)\//.test(via[0] ?? '') && !via.some((object) => object.startsWith('AccessPolicy/'));
}

function isOfPolicy({ subject }: Observation): boolean {
  return subject.kind === 'AccessEntry';
}

/** An access policy is no object of Kubernetes: it is looked at, and taken away, in EKS. */
function remedyInEks(observation: Observation, cluster: string): Observation {
  const look = `aws eks list-associated-access-policies --cluster-name ${cluster} --principal-arn {name}`;
  return {
    ...observation,
    remediation: [
      { text: 'See which access policies the principal has, and where.', command: look },
      {
        text: 'If it does not need them, take {policy} from it, or associate it with the namespaces that it needs; if it does, accept the finding with a reason and an end date.',
        command: `aws eks disassociate-access-policy --cluster-name ${cluster} --principal-arn {name} --policy-arn arn:aws:eks::aws:cluster-access-policy/{policy}`,
        verify: look,
      },
    ],
  };
}

function observe(rows: readonly CapabilityRow[], usesAwsAuth: boolean): Observation {
  const { subject, scope, via } = rows[0] as CapabilityRow;
  const [binding = '', role = ''] = via;
  const found = dangerousCapabilities.filter(({ id }) => rows.some(({ capability }) => capability === id));
  const reachesKubeSystem = scope === 'cluster' || scope === 'kube-system';
  const worst = severities.find((severity) =>
    found.some((capability) => {
      if (capability.id === 'aws-auth' && !usesAwsAuth) return severity === 'info';
      return ((reachesKubeSystem && capability.severityInKubeSystem) || capability.severity) === severity;
    }),
  );
  const isEverything = found[0]?.id === 'everything';
  const means = isEverything ? 'do everything' : found.map((capability) => capability.means).join(', ');
  const grantee = nameGrantee(subject);
  return {
    subject: toSubject(binding, scope),
    discriminator: grantee,
    severity: worst ?? 'info',
    message: `${grantee} can ${means} ${scope === 'cluster' ? 'in the whole cluster' : `in namespace ${scope}`} (${via.join(', ')})`,
    evidence: {
      grantee,
      capabilities: found.map(({ id }) => id),
      scope,
      via,
      ...(role.startsWith('AccessPolicy/')
        ? { policy: role.slice('AccessPolicy/'.length) }
        : { roleObject: nameObject(role, scope), bindingObject: nameObject(binding, scope) }),
      as: asFlag(subject, scope),
    },
  };
}

/** `ServiceAccount NAMESPACE/NAME`, `User NAME`. */
export function nameGrantee({ kind, namespace, name }: CapabilityRow['subject']): string {
  return `${kind} ${namespace === null ? name : `${namespace}/${name}`}`;
}

function toSubject(binding: string, scope: string): Subject {
  const slash = binding.indexOf('/');
  const namespace = scope === 'cluster' || !binding.startsWith('RoleBinding/') ? null : scope;
  return { kind: binding.slice(0, slash), namespace, name: binding.slice(slash + 1) };
}

/** `clusterrole/admin`, `role/x -n y`: as kubectl takes it. */
function nameObject(object: string, scope: string): string {
  const slash = object.indexOf('/');
  const kind = object.slice(0, slash).toLowerCase();
  const isNamespaced = kind === 'role' || kind === 'rolebinding';
  return `${kind} ${object.slice(slash + 1)}${isNamespaced ? ` -n ${scope}` : ''}`;
}

/** The flags by which kubectl asks as somebody. */
export function asFlag({ kind, namespace, name }: CapabilityRow['subject'], scope: string): string {
  const where = scope === 'cluster' ? '' : ` -n ${scope}`;
  if (kind === 'Group') return `--as=anybody --as-group='${name}'${where}`;
  return `--as='${kind === 'ServiceAccount' ? `system:serviceaccount:${namespace}:${name}` : name}'${where}`;
}

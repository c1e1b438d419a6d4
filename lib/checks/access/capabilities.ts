import { accessEntries } from '#lib/cluster/sources/access-entries.ts';
import { awsAuth } from '#lib/cluster/sources/aws-auth.ts';
import { clusterRoleBindings, roleBindings } from '#lib/cluster/sources/role-bindings.ts';
import { clusterRoles, roles } from '#lib/cluster/sources/roles.ts';
import { serverVersion } from '#lib/cluster/sources/server-version.ts';
import { defineCheck, type Observation, type Severity, type Subject } from '../check.ts';
import { dangerousCapabilities } from './dangerous-capabilities.ts';
import { isAddOn } from './default-subjects.ts';
import { type CapabilityRow, findCapabilities } from './find-capabilities.ts';

const severities: readonly Severity[] = ['critical', 'warning', 'info'];

/**
 * Nobody can do what is dangerous beyond what the platform itself needs. Resolves every binding to its role (aggregated
 * ClusterRoles with the rules of their parts, EKS access policies as the ClusterRoles that they stand for) and asks of each
 * subject which dangerous capabilities that gives it, where.
 *
 * Reads: rbac.authorization.k8s.io/v1 roles and bindings of both kinds; the presence of kube-system/aws-auth; /version
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
    const rows = findCapabilities(data, data.serverVersion.minor);
    const isTold = ({ scope, subject }: CapabilityRow) =>
      (scope === 'cluster' || config.namespaces.includes(scope)) && !isAddOn(subject);
    const byBinding = Map.groupBy(rows.filter(isTold), ({ subject, scope, via }) =>
      JSON.stringify([subject, scope, via]),
    );
    const usesAwsAuth = data.accessEntries.status === 'read' ? data.accessEntries.usesAwsAuth : data.awsAuth !== null;
    for (const same of byBinding.values()) yield observe(same, usesAwsAuth);
    return {
      examined: data.roleBindings.length + data.clusterRoleBindings.length,
      measurements: { 'access/capabilities': rows },
      ...(data.accessEntries.status === 'not-read' && { note: data.accessEntries.reason }),
    };
  },
});

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
      roleObject: nameObject(role, scope),
      bindingObject: nameObject(binding, scope),
      as: asFlag(subject, scope),
    },
  };
}

function nameGrantee({ kind, namespace, name }: CapabilityRow['subject']): string {
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

function asFlag({ kind, namespace, name }: CapabilityRow['subject'], scope: string): string {
  const where = scope === 'cluster' ? '' : ` -n ${scope}`;
  if (kind === 'Group') return `--as=anybody --as-group='${name}'${where}`;
  return `--as='${kind === 'ServiceAccount' ? `system:serviceaccount:${namespace}:${name}` : name}'${where}`;
}

import { clusterRoleBindings, type RoleBinding, roleBindings } from '#lib/cluster/sources/role-bindings.ts';
import { clusterRoles, roles } from '#lib/cluster/sources/roles.ts';
import { serviceAccounts } from '#lib/cluster/sources/service-accounts.ts';
import { defineCheck, type Observation } from '../check.ts';

/**
 * Every binding names a role that exists, and every service account of the application that one names exists. A binding
 * to a role that is gone gives nothing, silently, and gives whatever somebody later puts under that name.
 *
 * Reads: rbac.authorization.k8s.io/v1 roles and bindings of both kinds; v1 ServiceAccount .metadata.name
 * Quiet for: bindings in other namespaces than the application's; users and groups, which Kubernetes does not keep
 */
export const accessBindingsResolve = defineCheck({
  id: 'access/bindings-resolve',
  title: 'Every role binding names a role and service accounts that exist',
  severity: 'warning',
  remediation: [
    { text: 'See what the binding names.', command: 'kubectl describe {bindingObject}' },
    {
      text: 'Create what is missing ({missing}) if it is needed; otherwise delete the binding.',
      command: 'kubectl delete {bindingObject}',
      verify: 'kubectl get rolebindings,clusterrolebindings -A -o wide',
    },
  ],
  reads: [roles, clusterRoles, roleBindings, clusterRoleBindings, serviceAccounts],
  *run(data, { config }) {
    const own = data.roleBindings.filter(
      ({ namespace }) => namespace !== null && config.namespaces.includes(namespace),
    );
    const bindings = [...own, ...data.clusterRoleBindings];
    const known = new Set([
      ...data.clusterRoles.map(({ name }) => `ClusterRole/${name}`),
      ...data.roles.map(({ namespace, name }) => `Role/${namespace}/${name}`),
      ...data.serviceAccounts.map(({ namespace, name }) => `ServiceAccount/${namespace}/${name}`),
    ]);
    for (const binding of bindings) {
      const { role, namespace, subjects } = binding;
      const roleKey = role.kind === 'ClusterRole' ? `ClusterRole/${role.name}` : `Role/${namespace}/${role.name}`;
      if (!known.has(roleKey)) yield observe(binding, `${role.kind} ${role.name}`, 'warning');
      for (const subject of subjects) {
        if (subject.kind !== 'ServiceAccount' || !config.namespaces.includes(subject.namespace ?? '')) continue;
        if (known.has(`ServiceAccount/${subject.namespace}/${subject.name}`)) continue;
        yield observe(binding, `ServiceAccount ${subject.namespace}/${subject.name}`, 'info');
      }
    }
    return bindings.length;
  },
});

function observe({ namespace, name }: RoleBinding, missing: string, severity: 'warning' | 'info'): Observation {
  const kind = namespace === null ? 'ClusterRoleBinding' : 'RoleBinding';
  const where = namespace === null ? '' : `${namespace}/`;
  return {
    subject: { kind, namespace, name },
    discriminator: missing,
    severity,
    message: `${kind} ${where}${name} names ${missing}, which does not exist`,
    evidence: {
      missing,
      bindingObject: `${kind.toLowerCase()} ${name}${namespace === null ? '' : ` -n ${namespace}`}`,
    },
  };
}

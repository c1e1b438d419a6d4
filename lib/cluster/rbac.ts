import type { Permission } from './permission.ts';

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

/** A Kubernetes object of group rbac.authorization.k8s.io/v1. */
export interface RbacObject {
  readonly apiVersion: 'rbac.authorization.k8s.io/v1';
  readonly kind: 'ClusterRole' | 'ClusterRoleBinding' | 'Role' | 'RoleBinding';
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

/**
 * The roles that grant exactly these permissions to a group, and their bindings: a ClusterRole for what is needed in
 * the whole cluster, a Role in each namespace for what is needed only there.
 */
export function rolesFor(name: string, group: string, permissions: readonly Permission[]): RbacObject[] {
  const everywhere = permissions.filter((permission) => permission.namespaces === 'all');
  const named = permissions.flatMap((permission) =>
    permission.namespaces === 'all' ? [] : permission.namespaces.map((namespace) => ({ permission, namespace })),
  );
  const byNamespace = [...Map.groupBy(named, (entry) => entry.namespace)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return [
    ...(everywhere.length > 0 ? roleAndBinding(name, group, everywhere) : []),
    ...byNamespace.flatMap(([namespace, entries]) =>
      roleAndBinding(
        name,
        group,
        entries.map((entry) => entry.permission),
        namespace,
      ),
    ),
  ];
}

function roleAndBinding(
  name: string,
  group: string,
  permissions: readonly Permission[],
  namespace?: string,
): RbacObject[] {
  const apiVersion = 'rbac.authorization.k8s.io/v1';
  const prefix = namespace ? '' : 'Cluster';
  const labels = { 'app.kubernetes.io/managed-by': 'eks-runbook' };
  const metadata = { name, ...(namespace && { namespace }), labels };
  return [
    { apiVersion, kind: `${prefix}Role` as RbacObject['kind'], metadata, rules: toRules(permissions) },
    {
      apiVersion,
      kind: `${prefix}RoleBinding` as RbacObject['kind'],
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: `${prefix}Role`, name },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: group }],
    },
  ];
}

/** One rule for each group, set of verbs and set of names; resources that share them share a rule. */
function toRules(permissions: readonly Permission[]): Rule[] {
  const byResource = Map.groupBy(permissions, ({ group, resource, names }) =>
    JSON.stringify([group, resource, names ?? []]),
  );
  const single = [...byResource].map(([key, same]) => {
    const [group, resource, names] = JSON.parse(key) as [string, string, string[]];
    return { group, resource, names, verbs: [...new Set(same.map((permission) => permission.verb))].toSorted() };
  });
  const shared = Map.groupBy(single, ({ group, names, verbs }) => JSON.stringify([group, names, verbs]));
  return [...shared.values()].map((same) => {
    const { group, names, verbs } = same[0] as (typeof single)[number];
    const resources = same.map((entry) => entry.resource).toSorted();
    return { apiGroups: [group], resources, ...(names.length > 0 && { resourceNames: names }), verbs };
  });
}

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
    /** The server's. */
    readonly uid?: string;
  };
  readonly [field: string]: unknown;
}

/** By this label the runbook knows what it made. */
export const managedBy = { 'app.kubernetes.io/managed-by': 'eks-runbook' } as const;

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
  const metadata = { name, ...(namespace && { namespace }), labels: managedBy };
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

/** Rules that differ in their resources only share one rule, and so do those that differ in their names only. */
function toRules(permissions: readonly Permission[]): Rule[] {
  const single = permissions.map(({ group, resource, names = [], verb }) => ({ group, resource, names, verb }));
  const byNames = merge(single, ({ group, resource, names }) => [group, resource, names], 'verb');
  const byVerbs = merge(
    byNames,
    ({ group, resource, verb, names }) => [group, resource, verb, names.length > 0],
    'names',
  );
  const byResource = merge(byVerbs, ({ group, verb, names }) => [group, verb, names], 'resource');
  return byResource.map(({ group, resource, names, verb }) => ({
    apiGroups: [group].flat(),
    resources: [resource].flat(),
    ...(names.length > 0 && { resourceNames: names }),
    verbs: [verb].flat(),
  }));
}

interface Mergeable {
  readonly group: string;
  readonly resource: string | readonly string[];
  readonly names: readonly string[];
  readonly verb: string | readonly string[];
}

/** Joins what has the same key, by uniting one field. */
function merge(
  rules: readonly Mergeable[],
  keyOf: (rule: Mergeable) => unknown,
  field: 'verb' | 'names' | 'resource',
): Mergeable[] {
  const groups = Map.groupBy(rules, (rule) => JSON.stringify(keyOf(rule)));
  return [...groups.values()].map((same) => ({
    ...(same[0] as Mergeable),
    [field]: [...new Set(same.flatMap((rule) => rule[field]))].toSorted(),
  }));
}

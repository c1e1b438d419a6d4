/**
 * One right that a source needs in the cluster, in the words of RBAC. The shipped ClusterRoles and Roles are derived
 * from these and from nothing else.
 */
export interface Permission {
  readonly verb: 'get' | 'list' | 'create' | 'delete';
  /** API group, `''` for core. */
  readonly group: string;
  /** Plural resource, with its subresource: `pods`, `services/proxy`. */
  readonly resource: string;
  /** Where it is needed: the whole cluster, or the named namespaces only. */
  readonly namespaces: 'all' | readonly string[];
  /** RBAC resourceNames; only for verbs that name an object. */
  readonly names?: readonly string[];
}

/** The right as an operator says it: `list pods in API group "" (all namespaces)`. */
export function describePermission(permission: Permission): string {
  const where = permission.namespaces === 'all' ? 'all namespaces' : `namespace ${permission.namespaces.join(', ')}`;
  const names = permission.names ? ` named ${permission.names.join(', ')}` : '';
  return `${permission.verb} ${permission.resource}${names} in API group "${permission.group}" (${where})`;
}

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

/** The same right once for each namespace, and for each name. */
export function splitPermission(permission: Permission): Permission[] {
  const { namespaces, names, ...right } = permission;
  const places = namespaces === 'all' ? (['all'] as const) : namespaces.map((namespace) => [namespace] as const);
  return places.flatMap((place) =>
    names ? names.map((name) => ({ ...right, namespaces: place, names: [name] })) : [{ ...right, namespaces: place }],
  );
}

/** Whether who has the one has the other too; both as `splitPermission` gives them. */
export function coversPermission(wide: Permission, narrow: Permission): boolean {
  const isSameRight = wide.verb === narrow.verb && wide.group === narrow.group && wide.resource === narrow.resource;
  const isSamePlace = wide.namespaces === 'all' || wide.namespaces[0] === narrow.namespaces[0];
  return isSameRight && isSamePlace && (wide.names === undefined || wide.names[0] === narrow.names?.[0]);
}

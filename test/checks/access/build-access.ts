import type { AccessObjects } from '#lib/checks/access/find-capabilities.ts';
import { type RoleBinding, toRoleBinding } from '#lib/cluster/sources/role-bindings.ts';
import { type Role, toRole } from '#lib/cluster/sources/roles.ts';

export interface Rule {
  verbs: string[];
  apiGroups: string[];
  resources: string[];
  resourceNames?: string[];
}

export const rule = (verbs: string, resources: string, group = '', ...resourceNames: string[]): Rule => ({
  verbs: verbs.split(','),
  apiGroups: [group],
  resources: resources.split(','),
  ...(resourceNames.length > 0 && { resourceNames }),
});

export const role = (name: string, rules: Rule[], namespace?: string, more: object = {}): Role =>
  toRole({ metadata: { name, ...(namespace && { namespace }) }, rules, ...more });

export const user = (name: string) => ({ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name });
export const group = (name: string) => ({ ...user(name), kind: 'Group' });
export const account = (namespace: string, name: string) => ({ kind: 'ServiceAccount', namespace, name });

/** A binding of that role to those subjects: in a namespace, or in the whole cluster. */
export function binding(
  name: string,
  [kind, roleName]: readonly [string, string],
  subjects: object[],
  namespace?: string,
): RoleBinding {
  const raw = { metadata: { name, ...(namespace && { namespace }) }, roleRef: { kind, name: roleName }, subjects };
  return toRoleBinding(raw as Parameters<typeof toRoleBinding>[0]);
}

export function accessWith(objects: Partial<AccessObjects>): AccessObjects {
  return {
    roles: [],
    clusterRoles: [],
    roleBindings: [],
    clusterRoleBindings: [],
    accessEntries: { status: 'not-read', reason: 'no EKS API' },
    ...objects,
  };
}

/** One user with these rules, in the whole cluster. */
export function clusterWide(...rules: Rule[]): AccessObjects {
  return accessWith({
    clusterRoles: [role('r', rules)],
    clusterRoleBindings: [binding('b', ['ClusterRole', 'r'], [user('ann')])],
  });
}

/** One user with these rules in one namespace. */
export function within(namespace: string, ...rules: Rule[]): AccessObjects {
  return accessWith({
    clusterRoles: [role('r', rules)],
    roleBindings: [binding('b', ['ClusterRole', 'r'], [user('ann')], namespace)],
  });
}

import type { LabelSelector } from 'kubernetes-types/meta/v1.d.ts';
import type { ClusterRole as RawClusterRole, PolicyRule as RawRule } from 'kubernetes-types/rbac/v1.d.ts';
import { defineSource } from '../source.ts';

/** One rule of a role; names empty means every object. Rules on URLs are left out. */
export interface RoleRule {
  readonly verbs: readonly string[];
  readonly groups: readonly string[];
  readonly resources: readonly string[];
  readonly names: readonly string[];
}

/** A Role, or a ClusterRole, whose namespace is null. */
export interface Role {
  readonly namespace: string | null;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly rules: readonly RoleRule[];
  /** Selectors of the ClusterRoles whose rules are its own too; empty where it aggregates none. */
  readonly aggregates: readonly LabelSelector[];
}

/** All Roles. */
export const roles = defineSource({
  name: 'roles',
  title: 'Roles in all namespaces',
  permissions: () => [{ verb: 'list', group: 'rbac.authorization.k8s.io', resource: 'roles', namespaces: 'all' }],
  load: (api) => api.list('/apis/rbac.authorization.k8s.io/v1/roles', toRole),
});

/** All ClusterRoles. */
export const clusterRoles = defineSource({
  name: 'clusterRoles',
  title: 'ClusterRoles',
  permissions: () => [
    { verb: 'list', group: 'rbac.authorization.k8s.io', resource: 'clusterroles', namespaces: 'all' },
  ],
  load: (api) => api.list('/apis/rbac.authorization.k8s.io/v1/clusterroles', toRole),
});

/** Projects a Role or a ClusterRole; a role without rules is one that allows nothing. */
export function toRole({ metadata = {}, rules, aggregationRule }: RawClusterRole): Role {
  return {
    namespace: metadata.namespace ?? null,
    name: metadata.name ?? '',
    labels: metadata.labels ?? {},
    rules: (rules ?? []).filter(({ resources }) => (resources ?? []).length > 0).map(toRule),
    aggregates: aggregationRule?.clusterRoleSelectors ?? [],
  };
}

function toRule({ verbs, apiGroups, resources, resourceNames }: RawRule): RoleRule {
  return { verbs: verbs ?? [], groups: apiGroups ?? [], resources: resources ?? [], names: resourceNames ?? [] };
}

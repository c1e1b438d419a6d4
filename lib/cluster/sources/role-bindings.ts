import type { RoleBinding as RawRoleBinding, Subject as RawSubject } from 'kubernetes-types/rbac/v1.d.ts';
import { defineSource } from '../source.ts';

/** Who a binding binds. `namespace` is a service account's, null for users and groups. */
export interface Grantee {
  readonly kind: string;
  readonly namespace: string | null;
  readonly name: string;
}

/** A RoleBinding, or a ClusterRoleBinding, whose namespace is null. */
export interface RoleBinding {
  readonly namespace: string | null;
  readonly name: string;
  readonly createdAt: string | null;
  readonly role: { readonly kind: string; readonly name: string };
  readonly subjects: readonly Grantee[];
}

/** All RoleBindings. */
export const roleBindings = defineSource({
  name: 'roleBindings',
  title: 'RoleBindings in all namespaces',
  permissions: () => [
    { verb: 'list', group: 'rbac.authorization.k8s.io', resource: 'rolebindings', namespaces: 'all' },
  ],
  load: (api) => api.list('/apis/rbac.authorization.k8s.io/v1/rolebindings', toRoleBinding),
});

/** All ClusterRoleBindings. */
export const clusterRoleBindings = defineSource({
  name: 'clusterRoleBindings',
  title: 'ClusterRoleBindings',
  permissions: () => [
    { verb: 'list', group: 'rbac.authorization.k8s.io', resource: 'clusterrolebindings', namespaces: 'all' },
  ],
  load: (api) => api.list('/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', toRoleBinding),
});

/** Projects a binding of either kind. */
export function toRoleBinding({ metadata = {}, roleRef, subjects }: RawRoleBinding): RoleBinding {
  return {
    namespace: metadata.namespace ?? null,
    name: metadata.name ?? '',
    createdAt: metadata.creationTimestamp ?? null,
    role: { kind: roleRef?.kind ?? '', name: roleRef?.name ?? '' },
    subjects: (subjects ?? []).map((subject) => toGrantee(subject, metadata.namespace ?? null)),
  };
}

/** The user `system:serviceaccount:ns:name` is the service account by another name. */
function toGrantee({ kind, namespace, name }: RawSubject, ofBinding: string | null): Grantee {
  if (kind === 'ServiceAccount') return { kind, namespace: namespace ?? ofBinding, name };
  const [, accountNamespace, account] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(name) ?? [];
  if (kind === 'User' && accountNamespace && account)
    return { kind: 'ServiceAccount', namespace: accountNamespace, name: account };
  return { kind, namespace: null, name };
}

import type { ClusterApi } from '#lib/cluster/cluster-api.ts';
import { coversPermission, describePermission, type Permission, splitPermission } from '#lib/cluster/permission.ts';
import { count } from '#lib/report/count.ts';
import { groupOf, permissionsOf } from '#lib/runbook/permissions.ts';
import type { Window } from '#lib/runbook/window.ts';
import type { Examination, NextStep, Patient } from './examination.ts';

interface AccessReview {
  readonly status?: { readonly allowed?: boolean };
}

/** A right, in one namespace and of one name at most, and the windows that need it. */
interface NeededRight {
  readonly permission: Permission;
  readonly windows: readonly Window[];
}

/** RBAC grants every right that the checks of the windows declare. */
export const rights: Examination = {
  id: 'permissions',
  title: 'Permissions',
  needs: 'credentials',
  async look(patient) {
    const { connection } = await patient.open();
    const api = connection.api({ requests: 0, bytes: 0, items: 0 });
    const needed = neededRights(patient);
    const granted = await Promise.all(needed.map(({ permission }) => isGranted(api, permission)));
    const missing = needed.filter((_, index) => !granted[index]);
    if (missing.length === 0) return { status: 'ok', seen: `all ${count(needed.length, 'right')} are granted` };
    return {
      status: 'not-ok',
      seen: `${missing.length} of ${count(needed.length, 'right')} missing`,
      details: missing.map(({ permission, windows }) => `${describePermission(permission)}, for ${listIds(windows)}`),
      next: adviseRoles(missing.flatMap(({ windows }) => windows)),
    };
  },
  advise: async ({ windows }) => adviseRoles(windows),
};

/** What grants the rights of these windows. */
export function adviseRoles(windows: readonly Window[]): NextStep {
  const [window, ...others] = new Set(windows);
  const [chosen, group] =
    window && others.length === 0 ? [` --window ${window.id}`, groupOf(window)] : ['', 'eks-runbook:WINDOW'];
  return {
    text: `Apply the roles that the checks need, and be in their group, ${group}.`,
    command: `runbook permissions${chosen} | kubectl apply -f -`,
  };
}

/** Whether the windows need all of these rights. */
export function areNeeded(permissions: readonly Permission[], patient: Pick<Patient, 'windows' | 'config'>): boolean {
  const needed = neededRights(patient);
  return permissions
    .flatMap(splitPermission)
    .every((right) => needed.some(({ permission }) => coversPermission(permission, right)));
}

function neededRights({ windows, config }: Pick<Patient, 'windows' | 'config'>): NeededRight[] {
  const all = windows.flatMap((window) => permissionsOf(window, config).map((permission) => ({ permission, window })));
  return [...Map.groupBy(all, ({ permission }) => describePermission(permission)).values()].flatMap((same) =>
    same.slice(0, 1).map(({ permission }) => ({ permission, windows: same.map(({ window }) => window) })),
  );
}

/** Asks as `kubectl auth can-i` does; a `namespace` that is left out means all of them. Throws `ReadError`. */
async function isGranted(api: ClusterApi, { verb, group, namespaces, names, ...right }: Permission): Promise<boolean> {
  const [resource = '', subresource] = right.resource.split('/');
  const [namespace] = namespaces === 'all' ? [] : namespaces;
  const [name] = names ?? [];
  const resourceAttributes = { verb, group, resource, subresource, namespace, name };
  const review = await api.create<AccessReview>('/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes },
  });
  return review.status?.allowed === true;
}

function listIds(windows: readonly Window[]): string {
  return windows.length > 3 ? count(windows.length, 'window') : windows.map(({ id }) => id).join(', ');
}

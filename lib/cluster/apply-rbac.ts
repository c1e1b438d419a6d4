import type { ClusterAccess } from './access.ts';
import { createClusterApi } from './api-client.ts';
import { type ExchangeOptions, openExchange } from './exchange.ts';
import { explainAnswer } from './explain.ts';
import { managedBy, type RbacObject } from './rbac.ts';

/** The collections in which roles and bindings are, by kind. */
const collections = {
  ClusterRole: 'clusterroles',
  ClusterRoleBinding: 'clusterrolebindings',
  Role: 'roles',
  RoleBinding: 'rolebindings',
} as const satisfies Record<RbacObject['kind'], string>;

const group = '/apis/rbac.authorization.k8s.io/v1';
const deadlineMs = 10_000;

/** How many objects were made or changed, and how many were deleted because they are no longer wanted. */
export interface AppliedRbac {
  readonly applied: number;
  readonly deleted: number;
}

/**
 * Makes the roles and bindings of the runbook in a cluster those that are wanted, by server-side apply; what it made
 * before and is no longer wanted is deleted. Objects of others are left alone, whatever their names. Throws `ReadError`.
 */
export async function applyRbac(
  access: ClusterAccess,
  wanted: readonly RbacObject[],
  options: ExchangeOptions = {},
): Promise<AppliedRbac> {
  const exchange = openExchange(access, options);
  const meter = { requests: 0, bytes: 0, items: 0 };
  const api = createClusterApi(access, exchange, meter);
  try {
    for (const object of wanted) {
      const path = `${pathOf(object)}?fieldManager=eks-runbook&force=true`;
      const question = { method: 'PATCH', path, accept: 'application/json', deadlineMs } as const;
      const contentType = 'application/apply-patch+yaml'; // of which JSON is a part
      const answer = await exchange.ask({ ...question, contentType, body: JSON.stringify(object) }, meter);
      if (answer.status > 299)
        throw explainAnswer(access, `PATCH ${path}`, { ...answer, date: answer.headers['date'] });
    }
    const paths = new Set(wanted.map(pathOf));
    const labelSelector = Object.entries(managedBy).flat().join('=');
    let deleted = 0;
    for (const [kind, collection] of Object.entries(collections)) {
      const made = await api.list(`${group}/${collection}`, (item: RbacObject) => item.metadata, { labelSelector });
      for (const metadata of made) {
        const path = pathOf({ kind: kind as RbacObject['kind'], metadata });
        if (paths.has(path)) continue;
        await api.delete(path, { uid: String(metadata.uid) });
        deleted += 1;
      }
    }
    return { applied: wanted.length, deleted };
  } finally {
    exchange.close();
  }
}

function pathOf({ kind, metadata: { namespace, name } }: Pick<RbacObject, 'kind' | 'metadata'>): string {
  const place = namespace === undefined ? '' : `/namespaces/${namespace}`;
  return `${group}${place}/${collections[kind]}/${encodeURIComponent(name)}`;
}

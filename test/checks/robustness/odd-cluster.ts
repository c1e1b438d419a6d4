import type { ClusterApi } from '#lib/cluster/cluster-api.ts';
import type { KubeObject } from '#lib/cluster/embedded/snapshot.ts';
import { ReadError } from '#lib/cluster/read-error.ts';
import { type Draw, type Json, makeOdd, pick } from './odd-values.ts';

const logLine = '2026-03-02T06:59:00.5Z {"level":"error","msg":"no"}\n2026-03-02T06:59:00Z ERROR at x\n\u0000\n';
const bodies = [
  '',
  'not JSON',
  'null',
  '[]',
  '{}',
  logLine,
  '{"status":"success","data":{}}',
  '{"status":"success","data":{"groups":null,"activeTargets":null,"alerts":null,"result":[]}}',
  '{"status":"success","data":{"groups":[{"rules":[{"alerts":[{}]},{"health":"err"}]},{}],"activeTargets":[{}],"result":[{}]}}',
];

/** A cluster whose objects are odd variants of these: what an API server might store, though nobody would expect it. */
export function oddCluster(objects: readonly KubeObject[], draw: Draw): ClusterApi {
  const byPlural = Map.groupBy(objects, ({ kind }) => pluralOf(kind));
  const oddItems = (path: string) =>
    (byPlural.get(collectionOf(path)) ?? []).map((object) => makeOdd(object as unknown as Json, draw) as never);
  const list: ClusterApi['list'] = async (path, project) => oddItems(path).map(project);
  return {
    list,
    async get(path) {
      const found = oddItems(path)[0] ?? (path === '/version' ? { gitVersion: 'v1.35.2-eks-1' } : undefined);
      if (found === undefined) throw new ReadError('absent', `GET ${path}: 404`);
      return found as never;
    },
    firstPage: async (path, project) => ({ items: await list(path, project), remaining: 0, next: async () => [] }),
    table: async () => undefined,
    async http() {
      return { status: pick([200, 200, 200, 400, 503], draw), headers: {}, body: pick(bodies, draw), durationMs: 1 };
    },
    async create(path) {
      throw new ReadError('denied', `POST ${path}: 403`);
    },
    async delete() {},
    async exec({ pod }) {
      throw new ReadError('denied', `exec in ${pod}: 403`);
    },
  };
}

/** `/apis/apps/v1/namespaces/shop/deployments/cart` and the same without the name: `deployments`. */
function collectionOf(path: string): string {
  const [, group, rest = ''] = /^\/(?:api\/v1|apis\/([^/]+)\/[^/]+)\/(.*)$/.exec(path) ?? [];
  const plural = rest.replace(/^namespaces\/[^/]+\//, '').split('/')[0] ?? '';
  return group === 'metrics.k8s.io' ? `${plural.slice(0, -1)}metrics` : plural;
}

/** As the API names the collection of a kind. */
function pluralOf(kind: string): string {
  const lower = kind.toLowerCase();
  if (lower.endsWith('metrics')) return lower;
  if (lower.endsWith('y')) return `${lower.slice(0, -1)}ies`;
  return lower.endsWith('s') ? `${lower}es` : `${lower}s`;
}

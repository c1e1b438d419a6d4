import { readFile } from 'node:fs/promises';
import { parseAllDocuments } from 'yaml';
import type { Api, KubernetesObject } from './api.ts';
import { until } from './until.ts';

type Resource = { plural: string; isNamespaced: boolean };
type Discovery = {
  items: {
    metadata: { name?: string };
    versions: { version: string; resources?: { resource: string; scope: string; responseKind: { kind: string } }[] }[];
  }[];
};

export type Apply = {
  /**
   * Creates or updates objects by server-side apply, namespaces and kinds first; a `status` is written too.
   *
   * @param objects  objects, or the path of a YAML file of several documents.
   * @throws on the first object that the server refuses.
   */
  readonly apply: (objects: readonly KubernetesObject[] | string) => Promise<void>;
  /** The URL path of an object, whatever its kind. */
  readonly pathOf: (object: Pick<KubernetesObject, 'apiVersion' | 'kind' | 'metadata'>) => Promise<string>;
};

const atOnce = 8;

// What others refer to comes first; a pod is refused when its service account is not there.
const order = [
  new Set(['Namespace', 'CustomResourceDefinition', 'StorageClass', 'PersistentVolume']),
  new Set(['ServiceAccount']),
];
const rankOf = ({ kind }: KubernetesObject): number => {
  const rank = order.findIndex((kinds) => kinds.has(kind));
  return rank < 0 ? order.length : rank;
};

export type ApplyOptions = {
  /** True when a controller-manager gives every namespace its `default` service account, which is then waited for. */
  readonly hasControllers: boolean;
};

export function createApply(api: Api, { hasControllers }: ApplyOptions): Apply {
  let resources: Promise<Map<string, Resource>> | undefined;
  const find = async (apiVersion: string, kind: string): Promise<Resource> => {
    const key = `${apiVersion}/${kind}`;
    resources ??= discover(api);
    const known = (await resources).get(key);
    if (known !== undefined) return known;
    resources = discover(api); // a custom resource of this very apply
    const found = (await resources).get(key);
    if (found === undefined) throw new Error(`the server has no ${key}`);
    return found;
  };
  const pathOf: Apply['pathOf'] = async ({ apiVersion, kind, metadata }) => {
    const { plural, isNamespaced } = await find(apiVersion, kind);
    const group = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const scope = isNamespaced ? `/namespaces/${metadata.namespace ?? 'default'}` : '';
    return `${group}${scope}/${plural}/${encodeURIComponent(metadata.name)}`;
  };
  const applyOne = async (object: KubernetesObject): Promise<void> => {
    const path = await pathOf(object);
    const { status, ...rest } = object;
    const contentType = 'application/apply-patch+yaml';
    await api.json(`${path}?fieldManager=harness&force=true`, { method: 'PATCH', contentType, body: rest });
    if (hasControllers && object.kind === 'Namespace') await waitForDefaultServiceAccount(api, object.metadata.name);
    if (status === undefined) return;
    await api.json(`${path}/status`, {
      method: 'PATCH',
      contentType: 'application/merge-patch+json',
      body: { status },
    });
  };
  return {
    pathOf,
    apply: async (objects) => {
      const all = typeof objects === 'string' ? await readObjects(objects) : objects;
      for (let rank = 0; rank <= order.length; rank++) {
        await inParallel(
          all.filter((object) => rankOf(object) === rank),
          applyOne,
        );
      }
    },
  };
}

/** Without it, every pod of the namespace is refused. */
export async function waitForDefaultServiceAccount(api: Api, namespace: string): Promise<void> {
  const path = `/api/v1/namespaces/${namespace}/serviceaccounts/default`;
  await until(() => api.json(path), { what: `service account of namespace ${namespace}`, deadlineMs: 30_000 });
}

async function discover(api: Api): Promise<Map<string, Resource>> {
  const accept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
  const lists = await Promise.all(['/api', '/apis'].map((path) => api.json<Discovery>(path, { accept })));
  const found = new Map<string, Resource>();
  for (const group of lists.flatMap(({ items }) => items)) {
    for (const { version, resources } of group.versions) {
      const apiVersion = group.metadata.name === undefined ? version : `${group.metadata.name}/${version}`;
      for (const { resource, scope, responseKind } of resources ?? []) {
        found.set(`${apiVersion}/${responseKind.kind}`, { plural: resource, isNamespaced: scope === 'Namespaced' });
      }
    }
  }
  return found;
}

/** Reads a YAML file of Kubernetes objects. */
export async function readObjects(path: string): Promise<KubernetesObject[]> {
  const documents = parseAllDocuments(await readFile(path, 'utf8'), { merge: true });
  return documents.map((document) => {
    if (document.errors[0] !== undefined) throw new Error(`${path}: ${document.errors[0].message}`);
    return document.toJS() as KubernetesObject;
  });
}

/** Runs `work` on every item, a few at a time, and stops at the first error. */
export async function inParallel<T>(
  items: readonly T[],
  work: (item: T, index: number) => Promise<void>,
  width = atOnce,
): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) await work(items[index] as T, index);
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
}

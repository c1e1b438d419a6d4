import { type ApiKind, apiVersionOf, builtInKinds, splitApiVersion } from './api-kinds.ts';
import type { KubeObject, Snapshot } from './snapshot.ts';

/** The objects of one kind in the API server's order: that of their keys. */
export interface Collection {
  readonly kind: ApiKind;
  readonly objects: readonly KubeObject[];
}

/** A snapshot made ready to be asked. */
export interface RecordedCluster {
  readonly snapshot: Snapshot;
  /** Served kinds, keyed by `group/version/plural`; without what the snapshot says is absent. Only objects of probes change. */
  readonly collections: Map<string, Collection>;
}

/** Sorts a snapshot's objects into the collections that the server lists. */
export function indexSnapshot(snapshot: Snapshot): RecordedCluster {
  const objectsByKind = Map.groupBy(snapshot.objects, kindKey);
  const kinds = [...builtInKinds, ...customKinds(objectsByKind)];
  const collections = new Map<string, Collection>();
  for (const kind of kinds) {
    if (snapshot.absent.includes(apiVersionOf(kind))) continue;
    const objects = (objectsByKind.get(`${apiVersionOf(kind)}/${kind.kind}`) ?? []).toSorted(byKey);
    collections.set(`${apiVersionOf(kind)}/${kind.plural}`, { kind, objects });
  }
  return { snapshot, collections };
}

/** Where an object stands in its collection: etcd's keys are compared as bytes, namespace and name as one. */
export function keyOf({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}

/** The objects of a collection in one namespace, or in all. */
export function objectsIn({ kind, objects }: Collection, namespace: string | undefined): readonly KubeObject[] {
  if (namespace === undefined || !kind.namespaced) return objects;
  return objects.filter((object) => object.metadata.namespace === namespace);
}

/** One object by name, or undefined. */
export function findObject(
  cluster: RecordedCluster,
  resource: string,
  namespace: string | undefined,
  name: string,
): KubeObject | undefined {
  const collection = cluster.collections.get(resource);
  return collection && objectsIn(collection, namespace).find((object) => object.metadata.name === name);
}

/** Kinds that are not built in: as their CustomResourceDefinition says, or as their objects let one think. */
function customKinds(objectsByKind: ReadonlyMap<string, readonly KubeObject[]>): ApiKind[] {
  const known = new Set(builtInKinds.map((kind) => `${apiVersionOf(kind)}/${kind.kind}`));
  const definitions = objectsByKind.get('apiextensions.k8s.io/v1/CustomResourceDefinition') ?? [];
  const kinds = definitions.flatMap((definition) => definedKinds(definition as unknown as Definition));
  for (const { kind, ...gv } of kinds) known.add(`${apiVersionOf(gv)}/${kind}`);
  for (const [key, [first, ...rest]] of objectsByKind) {
    if (first && !known.has(key)) kinds.push(guessedKind(first, [first, ...rest]));
  }
  return kinds;
}

interface Definition {
  readonly spec: {
    readonly group: string;
    readonly scope: string;
    readonly names: {
      readonly kind: string;
      readonly plural: string;
      readonly singular?: string;
      readonly shortNames?: string[];
    };
    readonly versions?: readonly { readonly name: string; readonly served?: boolean }[];
  };
}

function definedKinds({ spec: { group, scope, names, versions = [] } }: Definition): ApiKind[] {
  return versions
    .filter(({ served }) => served !== false)
    .map(({ name: version }) => ({
      group,
      version,
      kind: names.kind,
      plural: names.plural,
      singular: names.singular ?? names.kind.toLowerCase(),
      namespaced: scope === 'Namespaced',
      shortNames: names.shortNames ?? [],
      builtIn: false,
    }));
}

function guessedKind({ apiVersion, kind }: KubeObject, objects: readonly KubeObject[]): ApiKind {
  const singular = kind.toLowerCase();
  return {
    ...splitApiVersion(apiVersion),
    kind,
    plural: pluralOf(singular),
    singular,
    namespaced: objects.some((object) => object.metadata.namespace !== undefined),
    shortNames: [],
    builtIn: false,
  };
}

/** The plural that Kubernetes itself guesses (apimachinery `UnsafeGuessKindToResource`). */
function pluralOf(singular: string): string {
  if (singular.endsWith('s')) return `${singular}es`;
  return singular.endsWith('y') ? `${singular.slice(0, -1)}ies` : `${singular}s`;
}

function kindKey(object: KubeObject): string {
  return `${object.apiVersion}/${object.kind}`;
}

function byKey(a: KubeObject, b: KubeObject): number {
  const [keyOfA, keyOfB] = [keyOf(a), keyOf(b)];
  return keyOfA < keyOfB ? -1 : keyOfA > keyOfB ? 1 : 0;
}

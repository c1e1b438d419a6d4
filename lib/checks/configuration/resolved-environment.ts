import type { ConfigMap } from '#lib/cluster/sources/config-maps.ts';
import type { DeclaredEnvironment } from '#lib/cluster/sources/declared-environment.ts';
import type { NamedSecret } from '#lib/cluster/sources/named-secrets.ts';

/** What a container's specification gives it, as far as can be seen. */
export interface ResolvedEnvironment {
  readonly names: readonly string[];
  /** Secrets of which every key becomes a variable and whose keys may not be read. */
  readonly unseen: readonly string[];
}

/** The keys of the objects that may be seen, by `KIND/NAMESPACE/NAME`; null for a named Secret that is absent. */
export type VisibleKeys = ReadonlyMap<string, readonly string[] | null>;

/** The keys of the ConfigMaps and of the named Secrets. */
export function visibleKeys(maps: readonly ConfigMap[], secrets: readonly NamedSecret[]): VisibleKeys {
  const keysOf = (entries: readonly { readonly key: string }[]) => entries.map(({ key }) => key);
  return new Map([
    ...maps.map((map) => [`ConfigMap/${map.namespace}/${map.name}`, keysOf(map.entries)] as const),
    ...secrets.map(
      ({ namespace, name, found }) => [`Secret/${namespace}/${name}`, found && keysOf(found.entries)] as const,
    ),
  ]);
}

/**
 * The names of the variables that a container gets. A variable whose origin is not there is not set where it is
 * optional, and keeps the container from starting where it is not; either way it has no value.
 */
export function resolveEnvironment(
  { variables, bulk }: DeclaredEnvironment,
  namespace: string,
  visible: VisibleKeys,
): ResolvedEnvironment {
  const lookUp = (kind: string, name: string) => {
    const keys = visible.get(`${kind}/${namespace}/${name}`);
    return keys === undefined && kind === 'ConfigMap' ? null : keys;
  };
  const single = variables.filter(({ origin }) => {
    const keys = origin && lookUp(origin.kind, origin.name);
    return !origin || keys === undefined || (keys?.includes(origin.key) ?? false);
  });
  const many = bulk.map(({ kind, name, prefix }) => ({ name, prefix, keys: lookUp(kind, name) }));
  return {
    names: [
      ...single.map(({ name }) => name),
      ...many.flatMap(({ prefix, keys }) => (keys ?? []).map((key) => prefix + key)),
    ],
    unseen: many.filter(({ keys }) => keys === undefined).map(({ name }) => name),
  };
}

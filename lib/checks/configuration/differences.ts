import type { ConfigMap } from '#lib/cluster/sources/config-maps.ts';
import type { DataChange } from '#lib/cluster/sources/field-changes.ts';

/** What keys of an object differ from what they should be. */
export interface Differences {
  readonly changed: readonly string[];
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

type Digests = Readonly<Record<string, string>>;

/** Compares digests by key; null when nothing differs. */
export function differencesOf(expected: Digests, actual: Digests): Differences | null {
  const of = (digests: Digests, key: string) => (Object.hasOwn(digests, key) ? digests[key] : undefined);
  const keys = Object.keys(actual);
  const changed = keys.filter((key) => of(expected, key) !== undefined && of(expected, key) !== actual[key]);
  const added = keys.filter((key) => of(expected, key) === undefined);
  const removed = Object.keys(expected).filter((key) => of(actual, key) === undefined);
  return changed.length + added.length + removed.length > 0 ? { changed, added, removed } : null;
}

/** `changed: mode, host; added: debug`, each cut after five. */
export function describeDifferences(differences: Differences): string {
  return Object.entries(differences)
    .filter(([, keys]: [string, readonly string[]]) => keys.length > 0)
    .map(([what, keys]: [string, readonly string[]]) => {
      const more = keys.length > 5 ? ` and ${keys.length - 5} more` : '';
      return `${what}: ${keys.slice(0, 5).join(', ')}${more}`;
    })
    .join('; ');
}

/** ` (by kubectl-edit, 2026-03-01T10:00:00Z)`: the newest writer of a key that differs; of a removed key none is known. */
export function describeWriter(changes: readonly DataChange[], { changed, added }: Differences): string {
  const differing = new Set([...changed, ...added]);
  const writer = changes.find(({ keys }) => keys.some((key) => differing.has(key)));
  return writer ? ` (by ${writer.manager}${writer.at ? `, ${writer.at}` : ''})` : '';
}

/** The digests of an object's values by key. */
export function digestsOf(entries: readonly { readonly key: string; readonly digest: string }[]): Digests {
  return Object.fromEntries(entries.map(({ key, digest }) => [key, digest]));
}

const machineNames = /^(kube-root-ca\.crt|openshift-service-ca\.crt|istio-ca-root-cert|.*-leader(-election)?)$/;

/** Whether people decide what is in it: not what a controller owns, an authority's bundle, or the lock of an election. */
export function isWrittenByPeople({ name, isOwned, annotations }: ConfigMap): boolean {
  return !isOwned && !machineNames.test(name) && !annotations.includes('control-plane.alpha.kubernetes.io/leader');
}

import type { ObjectMeta } from 'kubernetes-types/meta/v1.d.ts';

/** Who wrote an object's data last, and when, as managedFields tell it. */
export interface DataChange {
  /** ISO, null where the entry bears no time. */
  readonly at: string | null;
  /** The program: `kubectl-client-side-apply`, `helm`, `kubectl-edit`, a controller. */
  readonly manager: string;
  /** The keys of data that it set. */
  readonly keys: readonly string[];
}

/** The changes to `data` and `binaryData`, newest first. An object whose managedFields were cut off has none. */
export function dataChangesOf(metadata: ObjectMeta): DataChange[] {
  const changes = (metadata.managedFields ?? []).flatMap((entry): DataChange[] => {
    const fields = (entry.fieldsV1 ?? {}) as Readonly<Record<string, unknown>>;
    const keys = ['f:data', 'f:binaryData'].flatMap((field) => ownedKeys(fields[field]));
    return keys.length > 0 ? [{ at: entry.time ?? null, manager: entry.manager ?? 'unknown', keys }] : [];
  });
  return changes.toSorted((a, b) => (Date.parse(b.at ?? '') || 0) - (Date.parse(a.at ?? '') || 0));
}

/** `{ "f:mode": {}, ".": {} }` names the key `mode`. */
function ownedKeys(fields: unknown): string[] {
  if (typeof fields !== 'object' || fields === null) return [];
  return Object.keys(fields).flatMap((field) => (field.startsWith('f:') ? [field.slice(2)] : []));
}

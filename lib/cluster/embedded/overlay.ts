import { splitApiVersion } from './api-kinds.ts';
import type { KubeObject, PodLog, ServiceAnswer } from './snapshot.ts';
import { type SnapshotDocument } from './snapshot-documents.ts';

/** Objects of `own` in place of the base's of the same identity, and the rest of both. */
export function overlayObjects(base: readonly KubeObject[], own: readonly KubeObject[]): KubeObject[] {
  return overlayBy(identityOf, base, own);
}

/** Answers of `own` in place of the base's to the same request. */
export function overlayAnswers(base: readonly ServiceAnswer[], own: readonly ServiceAnswer[]): ServiceAnswer[] {
  return overlayBy((a) => [a.namespace, a.scheme, a.service, a.port, a.path].join(' '), base, own);
}

/** Logs of `own` in place of the base's of the same container. */
export function overlayLogs(base: readonly PodLog[], own: readonly PodLog[]): PodLog[] {
  return overlayBy((log) => [log.namespace, log.pod, log.container, log.previous].join('/'), base, own);
}

/**
 * Applies a Snapshot document's `patch` and then `delete` to a list of objects.
 *
 * @returns the new list, and for each target that matches no object a message saying so: a tweak that no longer tweaks
 *   anything must not pass unseen.
 */
export function applyTweaks(
  objects: readonly KubeObject[],
  tweaks: Pick<SnapshotDocument, 'patch' | 'delete'>,
): { objects: KubeObject[]; unmatched: string[] } {
  const result = [...objects];
  const unmatched: string[] = [];
  for (const { merge, ...target } of tweaks.patch) {
    const at = result.findIndex((object) => isTarget(object, target));
    const object = result[at];
    if (object) result[at] = mergePatch(object, merge) as KubeObject;
    else unmatched.push(`patch of ${describeTarget(target)}: no such object`);
  }
  for (const target of tweaks.delete) {
    const at = result.findIndex((object) => isTarget(object, target));
    if (at >= 0) result.splice(at, 1);
    else unmatched.push(`delete of ${describeTarget(target)}: no such object`);
  }
  return { objects: result, unmatched };
}

/** JSON merge patch (RFC 7386): objects merge, null removes, anything else replaces; arrays replace whole. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch;
  const result: Record<string, unknown> = isRecord(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = mergePatch(result[key], value);
  }
  return result;
}

type Target = SnapshotDocument['delete'][number];

function isTarget(object: KubeObject, target: Target): boolean {
  return (
    object.kind === target.kind &&
    object.metadata.name === target.name &&
    (object.metadata.namespace ?? '') === (target.namespace ?? '') &&
    (target.apiVersion === undefined ||
      splitApiVersion(target.apiVersion).group === splitApiVersion(object.apiVersion).group)
  );
}

function describeTarget(target: Target): string {
  return `${target.kind} ${target.namespace ? `${target.namespace}/` : ''}${target.name}`;
}

/** What makes two objects the same one. Versions of one group are one kind. */
function identityOf({ apiVersion, kind, metadata }: KubeObject): string {
  return [splitApiVersion(apiVersion).group, kind, metadata.namespace ?? '', metadata.name].join('/');
}

/** The last of each key wins and stands where the first stood. */
function overlayBy<T>(keyOf: (item: T) => string, base: readonly T[], own: readonly T[]): T[] {
  const byKey = new Map<string, T>();
  for (const item of base) byKey.set(keyOf(item), item);
  for (const item of own) byKey.set(keyOf(item), item);
  return [...byKey.values()];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import { dirname } from 'node:path';
import { newestInstant } from './newest-instant.ts';
import { applyTweaks, overlayAnswers, overlayLogs, overlayObjects } from './overlay.ts';
import { type LoadedSnapshot, type ServerVersion, SnapshotError, type SnapshotProblem } from './snapshot.ts';
import { findSnapshot, readSnapshotFiles } from './snapshot-files.ts';
import type { SnapshotParts } from './snapshot-parts.ts';

const UNKNOWN_VERSION: ServerVersion = { major: '', minor: '', gitVersion: 'unknown' };

/**
 * Reads a snapshot: a file, a folder, or a shipped one by name. What is broken in it is left out and told in
 * `problems`. Without a `takenAt` it was taken at the newest instant that any of its objects bears.
 *
 * @throws SnapshotError when there is nothing there, nothing in it, or its bases go in a circle
 */
export async function loadSnapshot(pathOrName: string): Promise<LoadedSnapshot> {
  return load(findSnapshot(pathOrName), []);
}

async function load(path: string, above: readonly string[]): Promise<LoadedSnapshot> {
  if (above.includes(path)) throw new SnapshotError(`the bases go in a circle: ${[...above, path].join(' -> ')}`);
  const parts = await readSnapshotFiles(path);
  if (!parts.head && parts.objects.length === 0) {
    throw new SnapshotError(`no Kubernetes object in ${path}${listProblems(parts.problems)}`);
  }
  const base = await loadBase(parts, [...above, path]);
  return layOver(base, parts, path);
}

async function loadBase(parts: SnapshotParts, above: readonly string[]): Promise<LoadedSnapshot | undefined> {
  const { head } = parts;
  return head?.base === undefined ? undefined : load(findSnapshot(head.base, dirname(head.file)), above);
}

function layOver(base: LoadedSnapshot | undefined, parts: SnapshotParts, path: string): LoadedSnapshot {
  const { head } = parts;
  const replaced = overlayObjects(base?.objects ?? [], parts.objects);
  const { objects, unmatched } = applyTweaks(replaced, { patch: head?.patch ?? [], delete: head?.delete ?? [] });
  const tweakProblems = unmatched.map((message) => ({ file: head?.file ?? path, line: head?.line ?? 1, message }));
  const own = {
    clusterName: head?.clusterName ?? base?.clusterName ?? 'snapshot',
    takenAt: head?.takenAt ? new Date(head.takenAt) : (base?.takenAt ?? newestInstant(objects)),
    serverVersion: head?.serverVersion ?? base?.serverVersion ?? UNKNOWN_VERSION,
  };
  if (!own.takenAt) throw new SnapshotError(`cannot tell when ${path} was taken: add a Snapshot document with takenAt`);
  return {
    ...own,
    takenAt: own.takenAt,
    objects,
    serviceAnswers: overlayAnswers(base?.serviceAnswers ?? [], parts.serviceAnswers),
    podLogs: overlayLogs(base?.podLogs ?? [], parts.podLogs),
    // its own come first, so that they count instead of those of the base
    awsAnswers: [...parts.awsAnswers, ...(base?.awsAnswers ?? [])],
    denied: [...(base?.denied ?? []), ...(head?.denied ?? [])],
    absent: [...(base?.absent ?? []), ...(head?.absent ?? [])],
    unavailable: [...(base?.unavailable ?? []), ...(head?.unavailable ?? [])],
    problems: [...(base?.problems ?? []), ...parts.problems, ...tweakProblems],
  };
}

function listProblems(problems: readonly SnapshotProblem[]): string {
  return problems.map(({ file, line, message }) => `\n  ${file}:${line}: ${message}`).join('');
}

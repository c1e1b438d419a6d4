import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { isAbsolute, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseDocuments } from './parse-documents.ts';
import { type PodLog, SnapshotError } from './snapshot.ts';
import { type SnapshotParts, sortDocuments } from './snapshot-parts.ts';

/** Where the shipped snapshots are, seen from the source and from the bundle in `dist`. */
const SHIPPED_FOLDERS = ['./snapshots/', '../lib/cluster/embedded/snapshots/'].map((folder) =>
  fileURLToPath(new URL(folder, import.meta.url)),
);

/**
 * The path of a snapshot that is named by a path or by a shipped name (`healthy`, `example`). A path goes first.
 *
 * @param from the folder that a relative path is seen from
 * @throws SnapshotError when there is neither
 */
export function findSnapshot(pathOrName: string, from = ''): string {
  const path = isAbsolute(pathOrName) ? pathOrName : join(from, pathOrName);
  const isName = /^[\w-]+$/.test(pathOrName);
  const candidates = [path, ...(isName ? SHIPPED_FOLDERS.map((folder) => join(folder, pathOrName)) : [])];
  const found = candidates.find((candidate) => existsSync(candidate));
  if (found) return found;
  throw new SnapshotError(
    `no snapshot at ${path}: give a file or folder that holds Kubernetes objects, or one of the shipped: healthy, example`,
  );
}

/**
 * Reads the file, or every `.yaml`, `.yml`, `.json` and log file of the folder and its subfolders.
 *
 * @throws SnapshotError when a file or folder may not be read
 */
export async function readSnapshotFiles(path: string): Promise<SnapshotParts> {
  try {
    return await readParts(path);
  } catch (cause) {
    throw new SnapshotError(
      `cannot read the snapshot ${path}: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        cause,
      },
    );
  }
}

async function readParts(path: string): Promise<SnapshotParts> {
  const files = (await stat(path)).isDirectory() ? await filesOf(path) : [path];
  const documents = files.filter((file) => /\.(ya?ml|json)$/.test(file) || file === path);
  const parsed = await Promise.all(documents.map(async (file) => parseDocuments(file, await readFile(file, 'utf8'))));
  const parts = sortDocuments(parsed.flatMap((file) => file.documents));
  parts.problems.unshift(...parsed.flatMap((file) => file.problems));
  parts.podLogs.push(...(await readLogFiles(path, files)));
  return parts;
}

async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : [])).toSorted();
}

/** `logs/<namespace>/<pod>/<container>.log`, and `<container>.previous.log` for the instance before. */
async function readLogFiles(root: string, files: readonly string[]): Promise<PodLog[]> {
  const logs = files.flatMap((file) => {
    const [top, namespace, pod, name, deeper] = file.slice(root.length).split(sep).filter(Boolean);
    if (top !== 'logs' || !namespace || !pod || !name?.endsWith('.log') || deeper) return [];
    const previous = name.endsWith('.previous.log');
    const container = name.slice(0, previous ? -'.previous.log'.length : -'.log'.length);
    return [{ file, log: { namespace, pod, container, previous } }];
  });
  return Promise.all(logs.map(async ({ file, log }) => ({ ...log, text: await readFile(file, 'utf8') })));
}

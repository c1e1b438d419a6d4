import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Site } from './control-plane.ts';

/** `pod` may be the beginning of a name up to a dash, for pods that a controller names. */
export type ContainerName = { readonly namespace: string; readonly pod: string; readonly container: string };

/**
 * Gives a container a command interpreter: an executable text that gets the command as its arguments, its
 * standard input, and POD_NAMESPACE, POD_NAME, CONTAINER.
 */
export async function writeExecScript(
  site: Pick<Site, 'folder'>,
  container: ContainerName,
  script: string,
): Promise<void> {
  const path = join(site.folder, 'exec', container.namespace, container.pod, container.container);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, script);
  await chmod(path, 0o755);
}

/** A line of a container's log. */
export type LogLine = { readonly at: Date; readonly text: string; readonly stream?: 'stdout' | 'stderr' };

/** Sets what a container has logged; `previous` is the log of the run before its last restart. */
export async function writeContainerLog(
  site: Pick<Site, 'folder'>,
  container: ContainerName,
  lines: readonly LogLine[],
  run: 'current' | 'previous' = 'current',
): Promise<void> {
  const suffix = run === 'previous' ? '.previous.log' : '.log';
  const path = join(
    site.folder,
    'container-logs',
    container.namespace,
    container.pod,
    `${container.container}${suffix}`,
  );
  await mkdir(dirname(path), { recursive: true });
  await writeFile(
    path,
    lines.map(({ at, text, stream = 'stdout' }) => `${at.toISOString()} ${stream} F ${text}\n`).join(''),
  );
}

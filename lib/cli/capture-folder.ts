import { existsSync, readdirSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { connectCluster } from '#lib/cluster/connection.ts';
import { captureSnapshot } from '#lib/cluster/embedded/capture.ts';
import type { RunbookConfig } from '#lib/config/schema.ts';
import { UsageError } from '#lib/config/usage-error.ts';
import { exitCodes } from './exit-code.ts';
import type { Io } from './io.ts';
import { configFor, type Target } from './target.ts';

/** Records the target into an empty or new folder, and says what could not be recorded. */
export async function captureFolder(folder: string, target: Target, config: RunbookConfig, io: Io): Promise<number> {
  const root = resolve(io.cwd, folder);
  if (existsSync(root) && readdirSync(root).length > 0)
    throw new UsageError(`${folder}: is not empty; name a new folder`);
  const connection = connectCluster(target.access);
  try {
    const api = connection.api({ requests: 0, bytes: 0, items: 0 });
    const now = target.takenAt ?? io.clock();
    const captured = await captureSnapshot(
      api,
      configFor(target, config),
      (path, text) => writeInto(root, path, text),
      {
        now,
      },
    );
    const missing = [
      ...captured.denied.map(({ verb, group, resource }) => `not allowed: ${verb} ${resource}${group && `.${group}`}`),
      ...captured.absent.map((api) => `not served: ${api}`),
      ...captured.unavailable.map((api) => `not answering: ${api}`),
    ];
    io.stdout.write(`${folder}: ${captured.objects} objects, ${captured.answers} answers of services\n`);
    io.stdout.write(missing.map((line) => `  ${line}\n`).join(''));
    return exitCodes.passed;
  } finally {
    connection.close();
  }
}

async function writeInto(root: string, path: string, text: string): Promise<void> {
  const file = join(root, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

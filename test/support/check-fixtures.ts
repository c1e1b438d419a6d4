import type { AnyCheck } from '#lib/checks/check.ts';
import { connectCluster } from '#lib/cluster/connection.ts';
import { loadSnapshot } from '#lib/cluster/embedded/load-snapshot.ts';
import { serveSnapshot } from '#lib/cluster/embedded/serve-snapshot.ts';
import type { RunbookConfig } from '#lib/config/schema.ts';
import { loadSources } from '#lib/runs/load-sources.ts';
import { type CheckVerdict, runCheck } from '#lib/runs/run-check.ts';
import { configWith } from './config.ts';

/**
 * Runs one check on a recorded cluster as a run does: served on loopback, read by the real transport, judged as of the
 * instant when it was taken. Fails on a snapshot with broken documents.
 */
export async function examineFixture(
  check: AnyCheck,
  path: string,
  config: RunbookConfig = configWith(),
): Promise<CheckVerdict> {
  const snapshot = await loadSnapshot(path);
  if (snapshot.problems.length > 0)
    throw new Error(snapshot.problems.map(({ file, line, message }) => `${file}:${line} ${message}`).join('\n'));
  const server = await serveSnapshot(snapshot);
  const connection = connectCluster({ url: server.url });
  try {
    const context = { config, now: snapshot.takenAt };
    const { outcomes } = await loadSources(check.reads, connection, context);
    return runCheck(check, outcomes, context);
  } finally {
    connection.close();
    await server.close();
  }
}

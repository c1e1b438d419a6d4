import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import type { AnyCheck } from '#lib/checks/check.ts';
import type { Baseline, Kept } from '#lib/cluster/baseline.ts';
import { connectCluster } from '#lib/cluster/connection.ts';
import { loadSnapshot } from '#lib/cluster/embedded/load-snapshot.ts';
import { serveSnapshot } from '#lib/cluster/embedded/serve-snapshot.ts';
import type { RunbookConfig } from '#lib/config/schema.ts';
import { loadSources } from '#lib/runs/load-sources.ts';
import { type CheckVerdict, runCheck } from '#lib/runs/run-check.ts';
import { configWith } from './config.ts';

/**
 * Runs one check on a recorded cluster as a run does: served on loopback, read by the real transport, judged as of the
 * instant when it was taken. Fails on a snapshot with broken documents. The configuration is the shipped one, with the
 * sections of a `config.yaml` beside the fixture.
 */
export async function examineFixture(
  check: AnyCheck,
  path: string,
  config: RunbookConfig = configBeside(path),
): Promise<CheckVerdict> {
  const snapshot = await loadSnapshot(path);
  if (snapshot.problems.length > 0)
    throw new Error(snapshot.problems.map(({ file, line, message }) => `${file}:${line} ${message}`).join('\n'));
  const server = await serveSnapshot(snapshot);
  const connection = connectCluster({ url: server.url });
  try {
    const context = { config, now: snapshot.takenAt, ...keptBeside(path) };
    const { outcomes } = await loadSources(check.reads, connection, context);
    return runCheck(check, outcomes, context);
  } finally {
    connection.close();
    await server.close();
  }
}

function configBeside(path: string): RunbookConfig {
  const file = join(dirname(path), 'config.yaml');
  return configWith(existsSync(file) ? parse(readFileSync(file, 'utf8')) : {});
}

/** What earlier looks left, for checks that compare with it: `baseline.json` in the fixture's folder. */
function keptBeside(path: string): { kept?: Kept } {
  const file = join(dirname(path), 'baseline.json');
  if (!existsSync(file)) return {};
  const baseline = JSON.parse(readFileSync(file, 'utf8')) as Baseline;
  return { kept: { readBaseline: async () => baseline } };
}

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import type { AnyCheck } from '#lib/checks/check.ts';
import type { Baseline, Earlier, Kept } from '#lib/cluster/baseline.ts';
import { connectCluster } from '#lib/cluster/connection.ts';
import { loadSnapshot } from '#lib/cluster/embedded/load-snapshot.ts';
import { replayAws } from '#lib/cluster/embedded/replay-aws.ts';
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
  const aws = replayAws(snapshot);
  const connection = connectCluster({ url: server.url, ...(aws && { aws }) });
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

/**
 * What earlier looks left, for checks that compare with it: `baseline.json` in the fixture's folder, and `earlier.json`,
 * which says by name what earlier runs remembered, newest first.
 */
function keptBeside(path: string): { kept?: Kept } {
  const read = (name: string): unknown => {
    const file = join(dirname(path), name);
    return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
  };
  const baseline = read('baseline.json') as Baseline | null;
  const earlier = read('earlier.json') as Readonly<Record<string, Earlier[]>> | null;
  if (!baseline && !earlier) return {};
  return {
    kept: { readBaseline: async () => baseline, readRemembered: async (name) => earlier?.[name] ?? [] },
  };
}

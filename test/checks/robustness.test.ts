import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadSnapshot } from '#lib/cluster/embedded/load-snapshot.ts';
import { ReadError } from '#lib/cluster/read-error.ts';
import type { AnySource, Source } from '#lib/cluster/source.ts';
import { allChecks } from '#lib/runbook/registry.ts';
import type { SourceOutcome } from '#lib/runs/load-sources.ts';
import { runCheck } from '#lib/runs/run-check.ts';
import { configWith } from '../support/config.ts';
import { oddCluster } from './robustness/odd-cluster.ts';
import { drawFrom } from './robustness/odd-values.ts';

const snapshots = new URL('../../lib/cluster/embedded/snapshots/', import.meta.url);
const { objects, takenAt: now } = await loadSnapshot(fileURLToPath(new URL('example', snapshots)));
const config = configWith();
const sources = [...new Set<AnySource>(allChecks.flatMap((check) => check.reads))];

/** Loads every source from an odd cluster; what is no `ReadError` is a fault of the source. */
async function loadAll(seed: number) {
  const api = oddCluster(objects, drawFrom(seed));
  const loading = new Map<AnySource, Promise<unknown>>();
  function read<Data>(source: Source<string, Data>): Promise<Data> {
    const promise = loading.get(source) ?? source.load(api, { config, now, read });
    loading.set(source, promise);
    return promise as Promise<Data>;
  }
  const outcomes = new Map<string, SourceOutcome>();
  const thrown: string[] = [];
  for (const source of sources) {
    try {
      outcomes.set(source.name, { status: 'ok', data: await read(source) });
    } catch (error) {
      if (!(error instanceof ReadError)) thrown.push(`${source.name}: ${error instanceof Error ? error.stack : ''}`);
      outcomes.set(source.name, { status: 'failed', reason: 'not read' });
    }
  }
  return { outcomes, thrown };
}

describe('whatever an API server may store', () => {
  it('every source can be projected, and every check judges it, in words that people can read', async () => {
    let judged = 0;
    await fc.assert(
      fc.asyncProperty(fc.nat(), async (seed) => {
        const { outcomes, thrown } = await loadAll(seed);
        expect(thrown).toEqual([]);
        for (const check of allChecks) {
          const { reason = '', findings, status } = runCheck(check, outcomes, { config, now });
          expect(`${check.id} ${reason}`).not.toContain('the check itself failed');
          for (const { message } of findings) expect(`${check.id} ${message}`).not.toMatch(/undefined|NaN|\[object/);
          judged += status === 'failed' ? 1 : 0;
        }
      }),
      // a smaller seed is no smaller cluster
      { numRuns: 12, endOnFailure: true },
    );
    // else the clusters were so odd that nothing was looked at
    expect(judged).toBeGreaterThan(allChecks.length);
  });
});

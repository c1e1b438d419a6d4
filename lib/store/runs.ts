import type { RunDocument } from '#lib/runs/run-document.ts';
import { joinDocument } from './document-pieces.ts';
import { allRunsPartition, piecesPartition, runKey, runsPartition } from './keys.ts';
import { piecesOf } from './pieces.ts';
import { type RunSummary, summaryOf } from './run-summary.ts';
import { StoreError } from './store-error.ts';
import type { Table } from './table.ts';

export interface RunFilter {
  readonly cluster?: string;
  readonly window?: string;
  /** At most so many. */
  readonly limit: number;
}

/** Runs, newest first by the time for which they were scheduled, those under way among them. */
export async function listRuns(table: Table, { cluster, window, limit }: RunFilter): Promise<RunSummary[]> {
  const source =
    cluster !== undefined && window !== undefined
      ? { partition: runsPartition(window, cluster) }
      : { index: 'gsi1' as const, partition: allRunsPartition };
  const runs: RunSummary[] = [];
  let cursor: { cursor?: string } = {};
  do {
    const page = await table.query({ ...source, ...cursor, descending: true, limit: Math.max(limit, 50) });
    const asked = page.items
      .map(summaryOf)
      .filter((run) => (cluster ?? run.cluster) === run.cluster && (window ?? run.window) === run.window);
    runs.push(...asked);
    cursor = page.cursor === undefined ? {} : { cursor: page.cursor };
  } while (cursor.cursor !== undefined && runs.length < limit);
  return runs.slice(0, limit);
}

/** The document of a run, as it was saved. Throws `StoreError` when there is none, saying why. */
export async function readRun(table: Table, id: string): Promise<RunDocument> {
  const item = await table.get(runKey(id));
  if (!item) {
    throw new StoreError('not-found', `no run ${id} is kept: "runbook history" lists those that are`);
  }
  const { digest, pieces: expected } = item;
  if (typeof digest !== 'string') {
    const { startedAt } = summaryOf(item);
    throw new StoreError('not-found', `run ${id} was started at ${startedAt} and has not finished: it has no result`);
  }
  const { items } = await table.query({ partition: piecesPartition(id), sort: { prefix: `${digest}#` } });
  if (items.length !== expected) {
    throw new StoreError('damaged', `run ${id} has ${items.length} of its ${expected} pieces: it cannot be shown`);
  }
  return joinDocument(piecesOf(items));
}

import { UsageError } from '#lib/config/usage-error.ts';
import type { RunDocument } from '#lib/runs/run-document.ts';
import { listRuns, readRun } from '#lib/store/runs.ts';
import type { Table } from '#lib/store/table.ts';
import type { StackChoice } from './deployed/stack.ts';
import type { Io } from './io.ts';
import { openStore } from './store.ts';

/**
 * The runs that a command names, as they were kept; `latest` stands for the newest that is finished.
 * Throws `UsageError` when there are more or fewer ids than it takes, `StoreError` for one that is not kept.
 */
export async function readKeptRuns(
  command: string,
  ids: readonly string[],
  count: number,
  choice: StackChoice,
  io: Io,
): Promise<RunDocument[]> {
  if (ids.length !== count) {
    throw new UsageError(
      `${command} takes ${count === 1 ? 'one run' : `${count} runs`}, not ${ids.length}; runbook history lists them`,
    );
  }
  const table = await openStore(choice, io);
  try {
    const documents: RunDocument[] = [];
    for (const id of ids) documents.push(await readRun(table, id === 'latest' ? await latestId(table) : id));
    return documents;
  } finally {
    table.close();
  }
}

async function latestId(table: Table): Promise<string> {
  const runs = await listRuns(table, { limit: 20 });
  const finished = runs.find((run) => run.status !== 'unfinished');
  if (finished) return finished.id;
  throw new UsageError('no run is kept yet; runbook run daily-morning makes one');
}

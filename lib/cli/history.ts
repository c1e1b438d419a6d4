import { UsageError } from '#lib/config/usage-error.ts';
import { renderHistory } from '#lib/report/history.ts';
import { findWindow } from '#lib/runbook/windows.ts';
import { type LedgerRun, listLedgerRuns } from '#lib/store/ledger.ts';
import type { RunSummary } from '#lib/store/run-summary.ts';
import { listRuns } from '#lib/store/runs.ts';
import type { Table } from '#lib/store/table.ts';
import { defineCommand } from './command.ts';
import { exitCodes } from './exit-code.ts';
import { configOptions, loadConfiguration } from './load-config.ts';
import { terminalOptions } from './render.ts';
import { openStore, storeOptions } from './store.ts';

/** `runbook history`: the runs that are kept. */
export const history = defineCommand({
  usage: 'history',
  about: 'Lists the runs that are kept, newest first, and in their place windows that did not run.',
  options: {
    window: { value: 'WINDOW', about: 'only those of one window' },
    cluster: { value: 'NAME', about: 'only those of one cluster' },
    limit: { value: 'N', about: 'at most so many; default 20' },
    ...storeOptions,
    ...configOptions,
  },
  async run(_positionals, { window, cluster, limit = '20', ...options }, io) {
    if (!/^[1-9]\d{0,4}$/.test(limit)) throw new UsageError(`--limit ${limit}: not a whole number above 0`);
    const { timeZone, cluster: configured } = await loadConfiguration(options, io);
    const table = await openStore(options, io);
    try {
      const filter = { ...(window && { window: (await findWindow(window)).id }), ...(cluster && { cluster }) };
      const runs = await listRuns(table, { ...filter, limit: Number(limit) });
      const missed = await listMissed(table, cluster ?? configured.name, runs, Number(limit));
      const rows = [...runs, ...missed.filter((run) => (filter.window ?? run.window) === run.window)];
      const newest = rows.toSorted((a, b) => (a.scheduledAt < b.scheduledAt ? 1 : -1)).slice(0, Number(limit));
      io.stdout.write(renderHistory(newest, terminalOptions(io, timeZone)));
      return exitCodes.passed;
    } finally {
      table.close();
    }
  },
});

/** Windows that did not run since the oldest of the runs that are listed; all of them where no run was left out. */
async function listMissed(
  table: Table,
  cluster: string,
  runs: readonly RunSummary[],
  limit: number,
): Promise<readonly LedgerRun[]> {
  const oldest = runs.length < limit ? '' : (runs.at(-1)?.scheduledAt ?? '');
  return (await listLedgerRuns(table, cluster, oldest)).filter(({ state }) => state === 'missed');
}

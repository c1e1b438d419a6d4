import { UsageError } from '#lib/config/usage-error.ts';
import { renderHistory } from '#lib/report/history.ts';
import { findWindow } from '#lib/runbook/windows.ts';
import { listRuns } from '#lib/store/runs.ts';
import { defineCommand } from './command.ts';
import { exitCodes } from './exit-code.ts';
import { configOptions, loadConfiguration } from './load-config.ts';
import { terminalOptions } from './render.ts';
import { openStore } from './store.ts';

/** `runbook history`: the runs that are kept. */
export const history = defineCommand({
  usage: 'history',
  about: 'Lists the runs that are kept, newest first.',
  options: {
    window: { value: 'WINDOW', about: 'only those of one window' },
    cluster: { value: 'NAME', about: 'only those of one cluster' },
    limit: { value: 'N', about: 'at most so many; default 20' },
    ...configOptions,
  },
  async run(_positionals, { window, cluster, limit = '20', ...options }, io) {
    if (!/^[1-9]\d{0,4}$/.test(limit)) throw new UsageError(`--limit ${limit}: not a whole number above 0`);
    const { timeZone } = await loadConfiguration(options, io);
    const table = openStore(io.env);
    try {
      const filter = { ...(window && { window: (await findWindow(window)).id }), ...(cluster && { cluster }) };
      const runs = await listRuns(table, { ...filter, limit: Number(limit) });
      io.stdout.write(renderHistory(runs, terminalOptions(io, timeZone)));
      return exitCodes.passed;
    } finally {
      table.close();
    }
  },
});

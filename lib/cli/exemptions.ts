import type { RunbookConfig } from '#lib/config/schema.ts';
import { UsageError } from '#lib/config/usage-error.ts';
import { allWindows } from '#lib/runbook/registry.ts';
import { checksOf } from '#lib/runbook/window.ts';
import { dayOf } from '#lib/runs/exempt.ts';
import type { RunDocument } from '#lib/runs/run-document.ts';
import { listRuns, readRun } from '#lib/store/runs.ts';
import type { Table } from '#lib/store/table.ts';
import { defineCommand } from './command.ts';
import { describeExemptions } from './exemptions/describe.ts';
import { tallyExemption } from './exemptions/tally.ts';
import { exitCodes } from './exit-code.ts';
import { configOptions, loadConfiguration } from './load-config.ts';
import { terminalOptions } from './render.ts';
import { openStore, storeOptions } from './store.ts';

/** So many of a window's last runs are looked at. */
const runsOfWindow = 3;

/** `runbook exemptions`: the findings that are known and accepted. */
export const exemptions = defineCommand({
  usage: 'exemptions',
  about: `Lists the exemptions of the configuration: whose, why, until when, and what each hid in the last ${runsOfWindow} runs of its windows.`,
  options: {
    cluster: { value: 'NAME', about: 'the cluster; default that of the configuration' },
    output: { value: 'text|json', about: 'how it is shown; default text' },
    ...storeOptions,
    ...configOptions,
  },
  async run(positionals, { cluster, output = 'text', ...options }, io) {
    if (positionals.length > 0) throw new UsageError(`exemptions takes no argument, not ${positionals.join(' ')}`);
    if (output !== 'text' && output !== 'json') throw new UsageError(`unknown output ${output} (text, json)`);
    const config = await loadConfiguration(options, io);
    const table = await openStore(options, io);
    const documents = await readLastRuns(table, cluster ?? config.cluster.name, config).finally(() => table.close());
    const today = dayOf(io.clock(), config.timeZone);
    const tallies = config.exemptions.map((exemption) => tallyExemption(exemption, documents, today));
    io.stdout.write(
      output === 'json'
        ? `${JSON.stringify({ schemaVersion: 1, exemptions: tallies }, null, 2)}\n`
        : describeExemptions(tallies, terminalOptions(io, config.timeZone)),
    );
    return exitCodes.passed;
  },
});

/** The last finished runs of each window that has an exempted check, newest first in each. */
async function readLastRuns(table: Table, cluster: string, config: RunbookConfig): Promise<RunDocument[]> {
  const exempted = new Set(config.exemptions.map(({ check }) => check));
  const windows = allWindows.filter(({ steps }) => steps.flatMap(checksOf).some(({ id }) => exempted.has(id)));
  const documents: RunDocument[] = [];
  for (const { id } of windows) {
    // one that is under way, or died, has no result
    const runs = await listRuns(table, { window: id, cluster, limit: 2 * runsOfWindow });
    const finished = runs.filter(({ status }) => status !== 'unfinished').slice(0, runsOfWindow);
    for (const run of finished) documents.push(await readRun(table, run.id));
  }
  return documents;
}

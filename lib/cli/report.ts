import { UsageError } from '#lib/config/usage-error.ts';
import { defineCommand } from './command.ts';
import { exitCodes } from './exit-code.ts';
import { readRecord } from './incidents.ts';
import { configOptions, loadConfiguration } from './load-config.ts';
import { incidentToJson, incidentToMarkdown } from './report/incident.ts';
import { openStore, storeOptions } from './store.ts';

/** `runbook report incident`: what happened, who was told, which limits were kept; from what is kept alone. */
export const report = defineCommand({
  usage: 'report incident INCIDENT',
  about: 'Writes the report of an incident: its timeline, both clocks of each level, who was told, what was found.',
  options: {
    output: { value: 'markdown|json', about: 'how it is written; default markdown' },
    ...storeOptions,
    ...configOptions,
  },
  async run([what, id, ...rest], { output = 'markdown', ...options }, io) {
    if (what !== 'incident' || id === undefined || rest.length > 0) {
      throw new UsageError(
        'report writes that of one incident: runbook report incident ID; runbook incidents --all lists them',
      );
    }
    if (output !== 'markdown' && output !== 'json') throw new UsageError(`unknown output ${output} (markdown, json)`);
    const { timeZone } = await loadConfiguration(options, io);
    const table = await openStore(options, io);
    try {
      const record = await readRecord(id, table);
      const setting = { now: io.clock(), timeZone };
      io.stdout.write(output === 'json' ? incidentToJson(record, setting) : incidentToMarkdown(record, setting));
      return exitCodes.passed;
    } finally {
      table.close();
    }
  },
});

import { renderDiff } from '#lib/report/diff.ts';
import { defineCommand } from './command.ts';
import { exitCodes } from './exit-code.ts';
import { readKeptRuns } from './kept-runs.ts';
import { configOptions, loadConfiguration } from './load-config.ts';
import { terminalOptions } from './render.ts';
import { storeOptions } from './store.ts';

/** `runbook diff`: what changed from one kept run to another. */
export const diff = defineCommand({
  usage: 'diff RUN RUN',
  about: 'Shows what changed between two runs that are kept, the earlier one first.',
  options: { ...storeOptions, ...configOptions },
  async run(ids, options, io) {
    const { timeZone } = await loadConfiguration(options, io);
    const [before, after] = await readKeptRuns('diff', ids, 2, options, io);
    if (before && after) io.stdout.write(renderDiff(before, after, terminalOptions(io, timeZone)));
    return exitCodes.passed;
  },
});

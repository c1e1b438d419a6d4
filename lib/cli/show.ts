import { defineCommand } from './command.ts';
import { exitCodes } from './exit-code.ts';
import { readKeptRuns } from './kept-runs.ts';
import { configOptions, loadConfiguration } from './load-config.ts';
import { loadRenderer, outputOption, terminalOptions } from './render.ts';
import { storeOptions } from './store.ts';

/** `runbook show`: the result of a kept run, as it was shown then. */
export const show = defineCommand({
  usage: 'show RUN',
  about: 'Shows a run that is kept, by its id from runbook history, or the newest one as "latest".',
  options: { ...outputOption, ...storeOptions, ...configOptions },
  async run(ids, options, io) {
    const render = await loadRenderer(options.output);
    const { timeZone } = await loadConfiguration(options, io);
    const [document] = await readKeptRuns('show', ids, 1, options, io);
    if (document) io.stdout.write(render(document, terminalOptions(io, timeZone)));
    return exitCodes.passed;
  },
});

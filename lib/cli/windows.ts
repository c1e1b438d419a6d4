import { allWindows } from '#lib/runbook/registry.ts';
import { checksOf } from '#lib/runbook/window.ts';
import { defineCommand } from './command.ts';
import { exitCodes } from './exit-code.ts';
import { configOptions, loadConfiguration } from './load-config.ts';

/** `runbook windows`: when each window runs and what its steps are. */
export const windows = defineCommand({
  usage: 'windows',
  about: 'Lists the windows of the runbook with their schedules and steps.',
  options: configOptions,
  async run(_positionals, options, io) {
    const { timeZone, windows: overrides } = await loadConfiguration(options, io);
    for (const { id, title, schedule, steps } of allWindows) {
      const cron = overrides[id]?.schedule ?? schedule;
      io.stdout.write(`${id}  ${title}  (${cron ? `${cron}, ${timeZone}` : 'on demand'})\n`);
      for (const step of steps) io.stdout.write(`  ${step.id.padEnd(28)} ${checksOf(step).length} checks\n`);
    }
    return exitCodes.passed;
  },
});

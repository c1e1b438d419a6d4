import { allWindows } from '#lib/runbook/registry.ts';
import { checksOf } from '#lib/runbook/window.ts';
import { findWindow } from '#lib/runbook/windows.ts';
import { defineCommand } from './command.ts';
import { exitCodes } from './exit-code.ts';

/** `runbook checks`: every check by window and step. */
export const checks = defineCommand({
  usage: 'checks',
  about: 'Lists the checks with their severity and what they hold to be healthy.',
  options: { window: { value: 'WINDOW', about: 'only those of one window' } },
  async run(_positionals, { window }, io) {
    for (const { id, steps } of window ? [await findWindow(window)] : allWindows) {
      for (const step of steps) {
        io.stdout.write(`${id} / ${step.id}\n`);
        for (const check of checksOf(step))
          io.stdout.write(`  ${check.id.padEnd(32)} ${check.severity.padEnd(9)} ${check.title}\n`);
      }
    }
    return exitCodes.passed;
  },
});

import { stringify } from 'yaml';
import { manifestOf } from '#lib/runbook/permissions.ts';
import { allWindows } from '#lib/runbook/registry.ts';
import { findWindow } from '#lib/runbook/windows.ts';
import { defineCommand } from './command.ts';
import { exitCodes } from './exit-code.ts';
import { configOptions, loadConfiguration } from './load-config.ts';

/** `runbook permissions`: the RBAC manifest that the checks' sources need, ready for `kubectl apply -f -`. */
export const permissions = defineCommand({
  usage: 'permissions',
  about: 'Prints the roles and bindings that the checks need, derived from what they read; for kubectl apply -f -.',
  options: { window: { value: 'WINDOW', about: 'only those of one window' }, ...configOptions },
  async run(_positionals, options, io) {
    const config = await loadConfiguration(options, io);
    const objects = (options.window ? [await findWindow(options.window)] : allWindows).flatMap((window) =>
      manifestOf(window, config),
    );
    io.stdout.write(
      objects.map((object) => `---\n${stringify(object, { lineWidth: 0, aliasDuplicateObjects: false })}`).join(''),
    );
    return exitCodes.passed;
  },
});

import { findConfigPath } from '#lib/config/config-file.ts';
import { UsageError } from '#lib/config/usage-error.ts';
import { defineCommand } from './command.ts';
import { exitCodes } from './exit-code.ts';
import { configOptions, loadConfiguration } from './load-config.ts';

/** `runbook config check`: says whether the configuration is right, and all that is wrong with it. */
export const config = defineCommand({
  usage: 'config check',
  about: 'Checks the configuration and tells every mistake with its file, line and column.',
  options: configOptions,
  async run([action], options, io) {
    if (action !== 'check') throw new UsageError('config has one action: runbook config check');
    const { cluster, workloads, timeZone } = await loadConfiguration(options, io);
    const path = findConfigPath(io.cwd, options.config);
    io.stdout.write(`${path}: right (cluster ${cluster.name}, ${workloads.length} workloads, times in ${timeZone})\n`);
    return exitCodes.passed;
  },
});

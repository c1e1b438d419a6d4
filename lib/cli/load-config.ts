import { findConfigPath } from '#lib/config/config-file.ts';
import { formatProblems } from '#lib/config/format-problems.ts';
import { loadConfig } from '#lib/config/load-config.ts';
import type { RunbookConfig } from '#lib/config/schema.ts';
import { UsageError } from '#lib/config/usage-error.ts';
import { knownNames } from '#lib/runbook/registry.ts';
import type { Io } from './io.ts';

/** Options that every command with a configuration takes. */
export const configOptions = {
  config: { value: 'FILE', about: 'the configuration; default ./runbook.yaml, else the shipped one' },
  set: { value: 'key.path=value', isRepeatable: true, about: 'overrides one value of the configuration' },
} as const;

/** The configuration with its overrides. Throws `UsageError` with all that is wrong with it. */
export function loadConfiguration(options: { config?: string; set?: string[] }, io: Io): RunbookConfig {
  const path = findConfigPath(io.cwd, options.config);
  const loaded = loadConfig({ path, sets: options.set ?? [], now: io.clock(), ...knownNames });
  if ('config' in loaded) return loaded.config;
  throw new UsageError(`the configuration is not right:\n${formatProblems(loaded.problems, io.cwd).trimEnd()}`);
}

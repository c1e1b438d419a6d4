import { readManifestText } from '#lib/cluster/probes/manifest.ts';
import { findConfigPath, readConfigFile } from '#lib/config/config-file.ts';
import { formatProblems } from '#lib/config/format-problems.ts';
import type { KnownNames } from '#lib/config/known-names.ts';
import { loadConfig } from '#lib/config/load-config.ts';
import type { RunbookConfig } from '#lib/config/schema.ts';
import { UsageError } from '#lib/config/usage-error.ts';
import { windowIds } from '#lib/runbook/windows.ts';
import type { Io } from './io.ts';

/** Options that every command with a configuration takes. */
export const configOptions = {
  config: { value: 'FILE', about: 'the configuration; default ./runbook.yaml, else the shipped one' },
  set: { value: 'key.path=value', isRepeatable: true, about: 'overrides one value of the configuration' },
} as const;

/** The configuration with its overrides. Throws `UsageError` with all that is wrong with it. */
export async function loadConfiguration(options: { config?: string; set?: string[] }, io: Io): Promise<RunbookConfig> {
  const path = findConfigPath(io.cwd, options.config);
  const read = readConfigFile(path);
  const text = 'text' in read ? read.text : '';
  const { set: sets = [] } = options;
  const names = await loadNames([text, ...sets].join('\n'));
  const loaded = loadConfig({ path, ...read, sets, now: io.clock(), readManifest: readManifestText, ...names });
  if ('config' in loaded) return loaded.config;
  throw new UsageError(`the configuration is not right:\n${formatProblems(loaded.problems, io.cwd).trimEnd()}`);
}

/** Loading all windows for the names of their checks takes longer than a run's reads; most configurations name none. */
async function loadNames(written: string): Promise<KnownNames> {
  const isCommented = /^\s*#.*$/gm;
  if (!/checks|exemptions/.test(written.replaceAll(isCommented, '')))
    return { knownChecks: {}, knownWindows: windowIds };
  return (await import('#lib/runbook/registry.ts')).knownNames;
}

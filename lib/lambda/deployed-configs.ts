import { readFileSync } from 'node:fs';
import type { RunbookConfig } from '#lib/config/schema.ts';
import { UsageError } from '#lib/config/usage-error.ts';

/**
 * The configurations beside the code, by cluster: JSON with every default, as it was validated when it was deployed. It
 * is taken as it is, for what reads YAML and knows the schema would be a quarter of the time that a function takes to
 * start. Throws `UsageError`.
 */
export function loadDeployedConfigs(paths: readonly string[]): ReadonlyMap<string, RunbookConfig> {
  return new Map(paths.map(loadDeployedConfig).map((config) => [config.cluster.name, config]));
}

function loadDeployedConfig(path: string): RunbookConfig {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as RunbookConfig;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`the configuration ${path} cannot be read (${reason}); the stack writes it: deploy it again`);
  }
}

/** The configuration of the cluster that an event names; the only one when it names none. Throws `UsageError`. */
export function chooseConfig(configs: ReadonlyMap<string, RunbookConfig>, cluster: string | undefined): RunbookConfig {
  const names = [...configs.keys()];
  const chosen = cluster ?? (names.length === 1 ? names[0] : undefined);
  const config = configs.get(chosen ?? '');
  if (config) return config;
  const known = `this function looks at ${names.join(', ')}`;
  throw new UsageError(
    chosen === undefined ? `the event names no cluster; ${known}` : `no cluster ${chosen}; ${known}`,
  );
}

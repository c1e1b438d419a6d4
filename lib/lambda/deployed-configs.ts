import { readFileSync } from 'node:fs';
import type { RunbookConfig } from '#lib/config/schema.ts';
import { UsageError } from '#lib/config/usage-error.ts';

/**
 * The configurations beside the code, by cluster. A `.json` file is a configuration with every default, as `loadConfig`
 * gave it when it was deployed, and is taken as it is; any other is YAML as written, and what reads it is loaded only
 * then: it would be a quarter of the time that a function takes to start. Throws `UsageError`.
 */
export async function loadDeployedConfigs(paths: readonly string[]): Promise<ReadonlyMap<string, RunbookConfig>> {
  const configs = await Promise.all(paths.map(loadDeployedConfig));
  return new Map(configs.map((config) => [config.cluster.name, config]));
}

async function loadDeployedConfig(path: string): Promise<RunbookConfig> {
  if (path.endsWith('.json')) return JSON.parse(readFileSync(path, 'utf8')) as RunbookConfig;
  const { readWrittenConfig } = await import('./written-config.ts');
  return readWrittenConfig(path);
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

import { CORE_SCHEMA, load } from 'js-yaml';
import { readConfigFile } from '#lib/config/config-file.ts';
import { type RunbookConfig, runbookConfigSchema } from '#lib/config/schema.ts';
import { UsageError } from '#lib/config/usage-error.ts';

/**
 * The configurations beside the code, by cluster. They were validated with all their names when they were deployed:
 * this reads them without the lists of every window and check, and without the places of mistakes, which would make the
 * code of each function half as large again. Throws `UsageError`.
 */
export function loadDeployedConfigs(paths: readonly string[]): ReadonlyMap<string, RunbookConfig> {
  const configs = paths.map(loadDeployedConfig);
  return new Map(configs.map((config) => [config.cluster.name, config]));
}

function loadDeployedConfig(path: string): RunbookConfig {
  const refuse = (why: string) => new UsageError(`${path}: ${why}; deploy again with a configuration that is right`);
  const file = readConfigFile(path);
  if ('mistake' in file) throw refuse(file.mistake);
  const parsed = runbookConfigSchema.safeParse(parseYaml(file.text, refuse), { jitless: true });
  if (parsed.success) return parsed.data;
  throw refuse(parsed.error.issues.map(({ path: keys, message }) => `${keys.join('.')}: ${message}`).join('; '));
}

function parseYaml(text: string, refuse: (why: string) => UsageError): unknown {
  try {
    return load(text, { schema: CORE_SCHEMA });
  } catch (error) {
    throw refuse(`is not YAML (${error instanceof Error ? error.message.split('\n')[0] : error})`);
  }
}

/** The configuration of the cluster that an event names; the only one when it names none. Throws `UsageError`. */
export function chooseConfig(configs: ReadonlyMap<string, RunbookConfig>, cluster: string | undefined): RunbookConfig {
  const names = [...configs.keys()];
  const chosen = cluster ?? (names.length === 1 ? names[0] : undefined);
  const config = configs.get(chosen ?? '');
  if (config) return config;
  const known = `this function looks at ${names.join(', ')}`;
  throw new UsageError(chosen === undefined ? `the event names no cluster; ${known}` : `no cluster ${chosen}; ${known}`);
}

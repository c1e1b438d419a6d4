import { formatProblems } from '#lib/config/format-problems.ts';
import { loadConfig } from '#lib/config/load-config.ts';
import type { RunbookConfig } from '#lib/config/schema.ts';
import { UsageError } from '#lib/config/usage-error.ts';
import { knownNames } from '#lib/runbook/registry.ts';

/** The configurations beside the code, by cluster. Throws `UsageError` with all that is wrong with them. */
export function loadDeployedConfigs(paths: readonly string[], now: Date): ReadonlyMap<string, RunbookConfig> {
  const loaded = paths.map((path) => loadConfig({ path, now, ...knownNames }));
  const problems = loaded.flatMap((one) => ('problems' in one ? one.problems : []));
  if (problems.length > 0) {
    const lines = formatProblems(problems, process.cwd()).trimEnd();
    throw new UsageError(`the configuration is not right; mend it and deploy again:\n${lines}`);
  }
  return new Map(loaded.flatMap((one) => ('config' in one ? [[one.config.cluster.name, one.config]] : [])));
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

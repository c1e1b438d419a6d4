import { CORE_SCHEMA, load } from 'js-yaml';
import { readConfigFile } from '#lib/config/config-file.ts';
import { type RunbookConfig, runbookConfigSchema } from '#lib/config/schema.ts';
import { UsageError } from '#lib/config/usage-error.ts';

/**
 * A configuration as it was written. It was validated with all its names when it was deployed: this reads it without
 * the lists of every window and check, and without the places of mistakes, which would make the code of each function
 * half as large again. Throws `UsageError`.
 */
export function readWrittenConfig(path: string): RunbookConfig {
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
    throw refuse(`is not YAML (${error instanceof Error ? error.message.split('\n')[0] : String(error)})`);
  }
}

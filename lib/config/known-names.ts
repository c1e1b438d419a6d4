import * as z from 'zod';
import { checkSwitches, type RunbookConfig, runbookConfigSchema, windowOverrides } from './schema.ts';

/** The default of one setting of a check; configuration may put a value of the same type in its place. */
export type SettingDefault = number | string | boolean | readonly string[];

/** What configuration may refer to, passed in as data: which checks, with which settings, and which windows exist. */
export interface KnownNames {
  /** The settings of each check with their defaults, by check id. */
  readonly knownChecks: Readonly<Record<string, Readonly<Record<string, SettingDefault>>>>;
  readonly knownWindows: readonly string[];
}

type CheckConfig = RunbookConfig['checks'][string];

/** The schema of `runbook.yaml` in which only the known checks, their settings and the known windows may be named. */
export function configSchemaFor({ knownChecks, knownWindows }: KnownNames) {
  const { checks, windows } = runbookConfigSchema.shape;
  const checkShape: Record<string, z.ZodType<CheckConfig>> = {};
  for (const [id, settings] of Object.entries(knownChecks)) checkShape[id] = z.exactOptional(checkSchema(settings));
  const windowShape: Record<string, z.ZodType<RunbookConfig['windows'][string]>> = {};
  for (const id of knownWindows) windowShape[id] = z.exactOptional(windowOverrides);
  return runbookConfigSchema.extend({
    checks: z
      .strictObject(checkShape)
      .prefault({})
      .describe(checks.description ?? ''),
    windows: z
      .strictObject(windowShape)
      .prefault({})
      .describe(windows.description ?? ''),
  });
}

function checkSchema(settings: Readonly<Record<string, SettingDefault>>): z.ZodType<CheckConfig> {
  const shape: Record<string, z.ZodType<CheckConfig[string]>> = {};
  for (const [name, value] of Object.entries(settings)) {
    shape[name] = settingSchema(value)
      .exactOptional()
      .describe(`Default: ${JSON.stringify(value)}`);
  }
  // The settings are known only here, so that TypeScript cannot see how their names and types fit together.
  return z.strictObject({ ...shape, ...checkSwitches.shape }) as z.ZodType<CheckConfig>;
}

function settingSchema(value: SettingDefault) {
  // Counts, percentages and durations: none of them can be negative.
  if (typeof value === 'number') return z.number().min(0);
  if (typeof value === 'string') return z.string();
  return typeof value === 'boolean' ? z.boolean() : z.array(z.string());
}

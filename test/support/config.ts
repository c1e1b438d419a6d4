import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { type RunbookConfig, runbookConfigSchema } from '#lib/config/schema.ts';

const shipped: unknown = parse(readFileSync(new URL('../../runbook.yaml', import.meta.url), 'utf8'));

/** The shipped configuration, with top-level sections replaced. */
export function configWith(sections: Readonly<Record<string, unknown>> = {}): RunbookConfig {
  return runbookConfigSchema.parse({ ...(shipped as object), ...sections });
}

/** What the platform of the real control plane names otherwise. */
export const platformSections = {
  monitoring: {
    ...(shipped as { monitoring: object }).monitoring,
    alertmanager: { service: 'alertmanager', port: 9093 },
  },
};

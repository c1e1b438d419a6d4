import { type Mistake, suggest } from './mistake.ts';
import { findNearest } from './nearest.ts';

/** Exemptions of checks that do not exist: they would hide nothing, and no run would say so. */
export function* findExemptionMistakes(data: unknown, checks: readonly string[]): Generator<Mistake> {
  const { exemptions } = data as { readonly exemptions?: unknown };
  for (const [index, exemption] of Array.isArray(exemptions) ? exemptions.entries() : []) {
    const check: unknown = (exemption as { readonly check?: unknown } | null)?.check;
    if (typeof check !== 'string' || !check.includes('/') || checks.includes(check)) continue;
    const message = `unknown check ${JSON.stringify(check)} (\`runbook checks\` lists them)`;
    yield { path: ['exemptions', index, 'check'], about: 'value', message, ...suggest(findNearest(check, checks)) };
  }
}

import type { SourceContext } from '#lib/cluster/source.ts';
import type { NamedObject } from '#lib/cluster/sources/named-objects.ts';
import type { Observation } from '../check.ts';

/** What is there of a named object; null when it is not. */
type Entries = readonly { readonly key: string; readonly bytes: number }[] | null;

/** Judges an object that the configuration names: there, with the keys it must have, and none of those empty. */
export function judgeRequired(
  kind: 'ConfigMap' | 'Secret',
  named: NamedObject,
  entries: Entries,
  { requiredKeys }: SourceContext['config']['configuration'],
): Observation | null {
  const { namespace, name, written } = named;
  const say = (what: string, severity: 'critical' | 'warning', evidence: Readonly<Record<string, string[]>> = {}) => ({
    subject: { kind, namespace, name },
    severity,
    message: `${kind} ${namespace}/${name} ${what}`,
    evidence,
  });
  if (!entries) return say('is named in the configuration and is not in the cluster', 'critical');
  if (entries.length === 0) return say('has no keys', 'critical');
  const required = requiredKeys[written] ?? [];
  const missing = required.filter((key) => !entries.some((entry) => entry.key === key));
  if (missing.length > 0) return say(`lacks ${listKeys(missing)}`, 'critical', { missing });
  // An empty value of a ConfigMap is often meant; an empty credential never is.
  const empty = entries.filter(({ key, bytes }) => bytes === 0 && (kind === 'Secret' || required.includes(key)));
  const keys = empty.map(({ key }) => key);
  return empty.length > 0 ? say(`has nothing under ${listKeys(keys)}`, 'warning', { empty: keys }) : null;
}

/** `the key mode`, `the keys host, mode`; cut after ten. */
function listKeys(keys: readonly string[]): string {
  const shown = keys.slice(0, 10).join(', ');
  const more = keys.length > 10 ? ` and ${keys.length - 10} more` : '';
  return `the ${keys.length === 1 ? 'key' : 'keys'} ${shown}${more}`;
}

import { type ConfigMapEntry, configMaps } from '#lib/cluster/sources/config-maps.ts';
import { defineCheck, type Observation } from '../check.ts';
import { parseValue } from './formats/parse-value.ts';
import type { SyntaxMistake } from './formats/syntax-mistake.ts';

/**
 * Every value that claims a format by its key's extension is of that format: YAML, JSON, TOML, Java properties, INI,
 * XML, nginx.
 *
 * Reads: v1 ConfigMap .data
 * Quiet for: keys without an extension and formats not known here; empty values; only info for what looks like a template
 */
export const configurationValuesParse = defineCheck({
  id: 'configuration/values-parse',
  title: 'Every configuration file parses',
  severity: 'warning',
  remediation: [
    {
      text: 'Look at line {line} of {key}.',
      command: 'kubectl get configmap {name} -n {namespace} -o yaml',
    },
    {
      text: 'Correct it in its source, try it with the program that reads it, and apply it.',
      verify: 'runbook run weekly-configuration --only configuration/values-parse',
    },
    { text: 'Restart the pods that have read it.', command: 'kubectl get pods -n {namespace}' },
  ],
  reads: [configMaps],
  *run(data) {
    let examined = 0;
    for (const { namespace, name, entries } of data.configMaps) {
      for (const entry of entries) {
        if (!entry.claimed) continue;
        examined += 1;
        const mistake = parseValue(entry.claimed.format, entry.claimed.text);
        if (mistake) yield describe({ kind: 'ConfigMap', namespace, name }, entry, entry.claimed, mistake);
      }
    }
    return examined > 0 ? examined : { notApplicable: 'no ConfigMap holds a file of a format that is known here' };
  },
});

function describe(
  subject: Observation['subject'],
  { key, bytes }: ConfigMapEntry,
  { format, text }: NonNullable<ConfigMapEntry['claimed']>,
  { line, column, reason }: SyntaxMistake,
): Observation {
  // What a program fills in as it starts need not parse before.
  const isTemplate = /\{\{[^}]*\}\}|\{%[^%]*%\}|<%[^%]*%>/.test(text);
  const hint = isTemplate ? '; it looks like a template' : '';
  return {
    subject,
    discriminator: key,
    ...(isTemplate && { severity: 'info' as const }),
    message: `ConfigMap ${subject.namespace}/${subject.name}: ${key} is not ${format}: line ${line}, column ${column}: ${reason}${hint}`,
    evidence: { key, format, line, column, reason, bytes, isTemplate },
  };
}

import { readConfigFile } from './config-file.ts';
import { byPlace, type ConfigProblem, placeMistakes } from './config-problem.ts';
import { findInconsistencies } from './consistency.ts';
import { findExemptionMistakes } from './exemption-mistakes.ts';
import { knownKeysAt } from './json-schema.ts';
import { configSchemaFor, type KnownNames } from './known-names.ts';
import { explainIssue, formatKeyPath, type Mistake } from './mistake.ts';
import { applyOverride, type Override, readOverride } from './overrides.ts';
import { findRecoveryMistakes, type ReadManifest } from './recovery-mistakes.ts';
import type { RunbookConfig } from './schema.ts';
import { readYaml } from './written-config.ts';

export interface LoadConfigOptions extends KnownNames {
  /** The file, see `findConfigPath`. */
  readonly path: string;
  /** Its text, if that was read already: then `path` is only its name. */
  readonly text?: string;
  /** `key.path=value`, as given by `--set`; later ones win. */
  readonly sets?: readonly string[];
  /** From when on clock changes count. */
  readonly now: Date;
  /** Reads the manifests that the section `recovery` names; without it they are not looked at. */
  readonly readManifest?: ReadManifest;
}

/** The configuration with every default, or everything that is wrong with it; never both. */
export type LoadedConfig = { readonly config: RunbookConfig } | { readonly problems: readonly ConfigProblem[] };

/** Reads, overrides and validates `runbook.yaml`. Mistakes are returned, all at once; it does not throw. */
export function loadConfig(options: LoadConfigOptions): LoadedConfig {
  const { path: file } = options;
  const content = options.text === undefined ? readConfigFile(file) : { text: options.text };
  if ('mistake' in content) return { problems: [{ place: { file }, key: '', message: content.mistake }] };

  const written = readYaml(content.text);
  const problems: ConfigProblem[] = written.errors.map(({ message, ...position }) => {
    return { place: { file, position }, key: '', message };
  });
  if (written.data === undefined) return { problems };
  if (typeof written.data !== 'object' || written.data === null || Array.isArray(written.data)) {
    return { problems: [{ place: { file }, key: '', message: describeWrongTop(written.data) }] };
  }

  const { data, overrides, refused } = override(written.data, options.sets ?? []);
  const checked = validate(data, options);
  problems.push(...placeMistakes(checked.mistakes, { file, written, overrides }), ...refused);
  return problems.length === 0 && checked.config
    ? { config: checked.config }
    : { problems: problems.toSorted(byPlace) };
}

function describeWrongTop(data: unknown): string {
  const next = 'start from the shipped runbook.yaml, or see docs/configuration.md';
  if (data === null) return `is empty; ${next}`;
  return `expected keys and values at the top, found ${Array.isArray(data) ? 'a list' : 'a single value'}; ${next}`;
}

/** Lays the overrides upon the data, in their order. */
function override(written: unknown, sets: readonly string[]) {
  let data = written;
  const overrides: Override[] = [];
  const refused: ConfigProblem[] = [];
  for (const set of sets) {
    const read = readOverride(set);
    const applied = 'mistake' in read ? read : applyOverride(data, read);
    if ('data' in applied && 'path' in read) {
      data = applied.data;
      overrides.push(read);
    } else if ('mistake' in applied) {
      const key = 'path' in read ? formatKeyPath(read.path) : '';
      refused.push({ place: { set: key || set }, key, message: applied.mistake });
    }
  }
  return { data, overrides, refused };
}

function validate(data: unknown, names: LoadConfigOptions): { config?: RunbookConfig; mistakes: readonly Mistake[] } {
  const result = configSchemaFor(onlyMentioned(names, data)).safeParse(data, { jitless: true, reportInput: true });
  const inconsistencies = [
    ...findInconsistencies(data, names.now),
    ...findExemptionMistakes(data, Object.keys(names.knownChecks)),
    ...findRecoveryMistakes(data, names.readManifest),
  ];
  if (result.success) return { config: result.data, mistakes: inconsistencies };
  const knownKeys = knownKeysAt(names);
  const mistakes = result.error.issues.flatMap((issue) => [...explainIssue(issue, knownKeys)]);
  return { mistakes: [...mistakes, ...inconsistencies] };
}

/** Building the schema of every check takes milliseconds; a configuration names few of them. */
function onlyMentioned({ knownChecks, knownWindows }: KnownNames, data: unknown): KnownNames {
  const mentioned = Object.keys((data as { checks?: object | null }).checks ?? {});
  const checks = Object.entries(knownChecks).filter(([id]) => mentioned.includes(id));
  return { knownChecks: Object.fromEntries(checks), knownWindows };
}

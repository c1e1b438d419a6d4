import type * as z from 'zod';
import { findNearest } from './nearest.ts';

/** Keys and list positions from the top of the configuration. */
export type KeyPath = readonly PropertyKey[];

/** One thing wrong with the configuration, not yet placed in the file or override that it comes from. */
export interface Mistake {
  readonly path: KeyPath;
  /** Whether the key, the value, or the absence of the key is what is wrong. */
  readonly about: 'key' | 'value' | 'absence';
  readonly message: string;
  /** The known word that was probably meant. */
  readonly suggestion?: string;
}

/** `checks.nodes/ready.graceMinutes`, `workloads.0.port`: as an override takes it; dots inside a key are escaped. */
export function formatKeyPath(path: KeyPath): string {
  return path.map((key) => String(key).replaceAll('.', '\\.')).join('.');
}

/** A value as it is quoted in messages: short text and numbers as they are, lists and mappings by their kind. */
function describeValue(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return Object.keys(value).length === 0 ? 'no keys' : 'keys and values';
  const text = typeof value === 'number' ? String(value) : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 56)}..."` : text;
}

/** What zod objects to, in words of this project. `knownKeysAt` gives the keys that are possible at a path. */
export function* explainIssue(
  issue: z.core.$ZodIssue,
  knownKeysAt: (path: KeyPath) => readonly string[],
): Generator<Mistake> {
  const { path } = issue;
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys) yield explainUnknownKey([...path, key], knownKeysAt(path));
  } else if (issue.input === undefined) {
    yield { path, about: 'absence', message: `missing; expected ${describeExpected(issue)}` };
  } else {
    const message = `expected ${describeExpected(issue)}, found ${describeValue(issue.input)}${adviseOnQuotes(issue)}`;
    yield { path, about: 'value', message, ...suggest(nearestValue(issue)) };
  }
}

function nearestValue(issue: z.core.$ZodIssue): string | undefined {
  if (issue.code !== 'invalid_value' || typeof issue.input !== 'string') return undefined;
  return findNearest(issue.input, issue.values.map(String));
}

/** As a part of a mistake: nothing when there is nothing to suggest. */
export function suggest(suggestion: string | undefined): Pick<Mistake, 'suggestion'> {
  return suggestion === undefined ? {} : { suggestion };
}

const unknownThings: Readonly<Record<string, string>> = {
  'checks/2': 'unknown check (`runbook checks` lists them)',
  'checks/3': 'unknown setting',
  'windows/2': 'unknown window (`runbook windows` lists them)',
};

function explainUnknownKey(path: KeyPath, known: readonly string[]): Mistake {
  const suggestion = findNearest(String(path.at(-1)), known);
  const what = unknownThings[`${String(path[0])}/${path.length}`] ?? 'unknown key';
  const listed = suggestion === undefined && !what.endsWith(')') ? `; known here: ${known.join(', ')}` : '';
  return { path, about: 'key', message: `${what}${listed}`, ...suggest(suggestion) };
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'keys and values',
  record: 'keys and values',
};

function describeExpected(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return typeNames[issue.expected] ?? issue.expected;
  if (issue.code === 'invalid_value') return formatAlternatives(issue.values.map(String));
  if (issue.code === 'too_small') return `at least ${describeBound(issue.minimum, issue.origin)}`;
  if (issue.code === 'too_big') return `at most ${describeBound(issue.maximum, issue.origin)}`;
  if (issue.code === 'invalid_format' && issue.format === 'email') return 'an email address';
  // The schema's patterns and refinements have what they expect as their message.
  return issue.message;
}

function describeBound(bound: number | bigint, origin: string): string {
  const unit = { string: ' character', array: ' item' }[origin];
  if (unit === undefined) return String(bound);
  return `${bound}${unit}${bound === 1 ? '' : 's'}`;
}

function formatAlternatives(values: readonly string[]): string {
  return values.length < 2 ? values.join('') : `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;
}

function adviseOnQuotes(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'invalid_type') return '';
  const { expected, input } = issue;
  if (expected === 'string' && /number|boolean/.test(typeof input)) return ' (put it in quotes)';
  const isQuotedNumber = expected === 'number' && typeof input === 'string' && /^-?\d+(\.\d+)?$/.test(input);
  return isQuotedNumber ? ' (take the quotes away)' : '';
}

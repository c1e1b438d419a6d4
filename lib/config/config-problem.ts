import { formatKeyPath, type KeyPath, type Mistake, suggest } from './mistake.ts';
import type { Override } from './overrides.ts';
import type { Position, WrittenConfig } from './written-config.ts';

/** Where a problem is: in the file, with the place if there is one, or in an override given as `--set`. */
export type ProblemPlace = { readonly file: string; readonly position?: Position } | { readonly set: string };

/** One thing wrong with the configuration, to be told to the person who wrote it. */
export interface ConfigProblem {
  readonly place: ProblemPlace;
  /** The key it is about, as an override takes it (`workloads.0.port`); `''` when it is about the whole. */
  readonly key: string;
  /** What was expected and what was found. */
  readonly message: string;
  /** The known word that was probably meant. */
  readonly suggestion?: string;
}

/** Where the configuration was read from: the file, and the overrides that lie upon it. */
export interface ConfigOrigin {
  readonly file: string;
  readonly written: WrittenConfig;
  readonly overrides: readonly Override[];
}

/** Gives mistakes their places. */
export function placeMistakes(mistakes: readonly Mistake[], origin: ConfigOrigin): readonly ConfigProblem[] {
  return withoutEchoes(mistakes).map((mistake) => {
    const { path, message, suggestion } = mistake;
    return { place: placeOf(mistake, origin), key: formatKeyPath(path), message, ...suggest(suggestion) };
  });
}

/** A misspelled key is also a missing one; that is said once. */
function withoutEchoes(mistakes: readonly Mistake[]): readonly Mistake[] {
  const misspelled = mistakes.filter(({ about }) => about === 'key');
  const meant = new Set(
    misspelled.map(({ path, suggestion = '' }) => formatKeyPath([...path.slice(0, -1), suggestion])),
  );
  return mistakes.filter(({ about, path }) => about !== 'absence' || !meant.has(formatKeyPath(path)));
}

/** The override that set it, or the place in the file, or the nearest of both further up for what is not there. */
function placeOf({ path, about }: Mistake, { file, written, overrides }: ConfigOrigin): ProblemPlace {
  const setter = overrides.findLast((override) => startsWith(path, override.path));
  if (setter) return { set: formatKeyPath(setter.path) };
  for (let depth = path.length; depth > 0; depth--) {
    const upTo = path.slice(0, depth);
    const position = written.positionOf(upTo, about === 'value' ? 'value' : 'key');
    if (position) return { file, position };
    const maker = overrides.findLast((override) => startsWith(override.path, upTo));
    if (maker) return { set: formatKeyPath(maker.path) };
  }
  const top = written.positionOf([], 'value');
  return { file, ...(top && { position: top }) };
}

function startsWith(path: KeyPath, start: KeyPath): boolean {
  return start.every((key, index) => String(path[index]) === String(key));
}

/** The order in which problems are told: as they stand in the file, overrides last. */
export function byPlace(a: ConfigProblem, b: ConfigProblem): number {
  const [left, right] = [rankOf(a), rankOf(b)];
  return left.line - right.line || left.column - right.column;
}

function rankOf({ place }: ConfigProblem): Position {
  const whole = { line: 0, column: 0 };
  return 'set' in place ? { line: Number.MAX_SAFE_INTEGER, column: 0 } : (place.position ?? whole);
}

import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type YAMLError,
} from 'yaml';
import type { KeyPath } from './mistake.ts';

/** A place in a file; line and column count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** What a YAML text says, and where it says it. */
export interface WrittenConfig {
  /** The content as plain data; `null` for an empty text, `undefined` when it is no valid YAML. */
  readonly data: unknown;
  /** Everything that is wrong with the text as YAML. A key written twice is one, and the data stands all the same. */
  readonly errors: readonly (Position & { readonly message: string })[];
  /** Where the key or the value at `path` is written; `undefined` when nothing is written there. */
  positionOf(path: KeyPath, part: 'key' | 'value'): Position | undefined;
}

/** Parses YAML 1.2 and keeps the positions. Never throws. */
export function readYaml(text: string): WrittenConfig {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true });
  const place = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const complaints = [...document.errors, ...document.warnings];
  const errors = complaints.map((error) => ({ ...place(error.pos[0]), message: describeYamlError(error, text) }));
  let data: unknown;
  if (complaints.every((error) => error.code === 'DUPLICATE_KEY')) {
    try {
      data = document.toJS();
    } catch (error) {
      // Aliases are resolved only here: one without its anchor, or too many of them.
      errors.push({
        line: 1,
        column: 1,
        message: `not valid YAML: ${error instanceof Error ? error.message : String(error)}`,
      });
    }
  }
  return {
    data,
    errors,
    positionOf: (path, part) => {
      const offset = offsetOf(document, path, part);
      return offset === undefined ? undefined : place(offset);
    },
  };
}

function describeYamlError({ code, message, pos }: YAMLError, text: string): string {
  if (code === 'DUPLICATE_KEY')
    return `${/^[^:\n]*/.exec(text.slice(pos[0]))?.[0].trim() || 'a key'} is written twice; keep one`;
  if (code === 'MULTIPLE_DOCS') return 'a second document starts here; expected one (take the --- away)';
  return `not valid YAML: ${message}`;
}

/** Follows `path` from the top and remembers where the last key and value were written. */
function offsetOf(document: Document, path: KeyPath, part: 'key' | 'value'): number | undefined {
  let node: unknown = document.contents;
  let keyOffset: number | undefined;
  for (const segment of path) {
    const parent = isAlias(node) ? node.resolve(document) : node;
    if (isSeq(parent)) {
      node = parent.items[Number(segment)];
      keyOffset = undefined;
    } else if (isMap(parent)) {
      const pair = parent.items.find(({ key }) => isScalar(key) && String(key.value) === String(segment));
      if (!pair) return undefined;
      node = pair.value;
      keyOffset = startOf(pair.key);
    } else return undefined;
    if (node === undefined) return undefined;
  }
  // An empty value has no place of its own worth showing.
  const isEmpty = isScalar(node) && node.value === null && !node.source;
  return part === 'key' || isEmpty ? (keyOffset ?? startOf(node)) : startOf(node);
}

function startOf(node: unknown): number | undefined {
  return (node as Node | null)?.range?.[0];
}

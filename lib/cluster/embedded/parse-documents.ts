import { CORE_SCHEMA, loadAll, YAMLException } from 'js-yaml';
import type { SnapshotProblem } from './snapshot.ts';

/** One document of a file, with the line (from 1) on which it begins. */
export interface ParsedDocument {
  readonly file: string;
  readonly line: number;
  readonly value: unknown;
}

export interface ParsedFile {
  readonly documents: readonly ParsedDocument[];
  readonly problems: readonly SnapshotProblem[];
}

/** The documents of a `.json`, `.yaml` or `.yml` file. One that does not parse is a problem; the others are still read. */
export function parseDocuments(file: string, text: string): ParsedFile {
  return file.endsWith('.json') ? parseJson(file, text) : parseYaml(file, text);
}

function parseJson(file: string, text: string): ParsedFile {
  try {
    return { documents: [{ file, line: 1, value: JSON.parse(text) }], problems: [] };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const line = Number(/line (\d+)/.exec(message)?.[1] ?? lineCount(text));
    return { documents: [], problems: [{ file, line, message: `not JSON: ${message}` }] };
  }
}

/**
 * Documents are told apart by their `---` lines before they are parsed, so that a broken one does not take the rest of
 * its file with it. A `---` at a line's start is no content in any YAML: block scalars are indented.
 */
function parseYaml(file: string, text: string): ParsedFile {
  const documents: ParsedDocument[] = [];
  const problems: SnapshotProblem[] = [];
  let line = 1;
  for (const chunk of text.split(/^(?=---(?:\s|$))/m)) {
    try {
      for (const value of loadAll(chunk, { schema: CORE_SCHEMA })) {
        if (value !== null && value !== undefined) documents.push({ file, line: line + leadingLines(chunk), value });
      }
    } catch (error) {
      problems.push(yamlProblem(file, line, chunk, error));
    }
    line += lineCount(chunk) - 1;
  }
  return { documents, problems };
}

/** A parser may notice at the very end that something is missing: that is the document's last line, not the next. */
function yamlProblem(file: string, firstLine: number, chunk: string, error: unknown): SnapshotProblem {
  if (!(error instanceof YAMLException)) return { file, line: firstLine, message: `not YAML: ${String(error)}` };
  const offset = Math.min(error.mark?.line ?? 0, lineCount(chunk.trimEnd()) - 1);
  return { file, line: firstLine + offset, message: `not YAML: ${error.reason}` };
}

/** Lines before the first that says something: `---`, comments and empty ones. */
function leadingLines(chunk: string): number {
  const lead = /^(?:(?:---)?[ \t]*(?:#.*)?\r?\n)*/.exec(chunk)?.[0] ?? '';
  return lineCount(lead) - 1;
}

function lineCount(text: string): number {
  let count = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

import { XMLValidator } from 'fast-xml-parser';
import { loadAll, parseEvents, YAMLException } from 'js-yaml';
import { parse as parseTomlText, TomlError } from 'smol-toml';
import type { ValueFormat } from '#lib/cluster/sources/value-format.ts';
import { parseJson } from './parse-json.ts';
import { parseIni, parseProperties } from './parse-lines.ts';
import { parseNginx } from './parse-nginx.ts';
import { type SyntaxMistake, withoutQuotes } from './syntax-mistake.ts';

const parsers: Readonly<Record<ValueFormat, (text: string) => SyntaxMistake | null>> = {
  yaml: parseYaml,
  json: parseJson,
  toml: parseToml,
  properties: parseProperties,
  ini: parseIni,
  xml: parseXml,
  nginx: parseNginx,
};

/** Why a text is not of the format that it claims; null when it is. An empty text is right in every format. */
export function parseValue(format: ValueFormat, text: string): SyntaxMistake | null {
  return text.trim() === '' ? null : parsers[format](text);
}

/**
 * One document or several. js-yaml reads two million characters in a quarter of a second. Tags of the application's own
 * (`!include`, `!Ref`) have no meaning here: a text that holds one is judged by its syntax alone.
 */
function parseYaml(text: string): SyntaxMistake | null {
  return explainYaml(
    () => loadAll(text),
    (reason) => (/unknown .*tag/.test(reason) ? parseYamlSyntax(text) : undefined),
  );
}

function parseYamlSyntax(text: string): SyntaxMistake | null {
  return explainYaml(
    () => parseEvents(text, {}),
    () => undefined,
  );
}

function explainYaml(
  parse: () => unknown,
  settle: (reason: string) => SyntaxMistake | null | undefined,
): SyntaxMistake | null {
  try {
    parse();
    return null;
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const { reason, mark } = error;
    const settled = settle(reason);
    if (settled !== undefined) return settled;
    return { line: (mark?.line ?? 0) + 1, column: (mark?.column ?? 0) + 1, reason: withoutQuotes(reason) };
  }
}

function parseToml(text: string): SyntaxMistake | null {
  try {
    parseTomlText(text);
    return null;
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const reason = error.message.split('\n')[0]?.replace('Invalid TOML document: ', '') ?? '';
    return { line: error.line, column: error.column, reason: withoutQuotes(reason) };
  }
}

function parseXml(text: string): SyntaxMistake | null {
  const answer = XMLValidator.validate(text);
  if (answer === true) return null;
  const { msg, line, col } = answer.err;
  return { line, column: col ?? 1, reason: withoutQuotes(msg) };
}

/** Why a text does not parse, and where: lines and columns count from 1. The text itself is never quoted. */
export interface SyntaxMistake {
  readonly line: number;
  readonly column: number;
  readonly reason: string;
}

/** The line and column of an offset. */
export function positionAt(text: string, offset: number): Pick<SyntaxMistake, 'line' | 'column'> {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  let line = 1;
  for (let at = before.indexOf('\n'); at !== -1; at = before.indexOf('\n', at + 1)) line += 1;
  return { line, column: offset - lineStart + 1 };
}

/** A parser's words without what they quote of the text, since a value may be a credential. */
export function withoutQuotes(reason: string): string {
  const plain = reason.replaceAll(/"[^"]*"|!<[^>]*>|`[^`]*`/g, '...').replaceAll(/\s+/g, ' ');
  return plain.trim().slice(0, 120);
}

/** The offset of the next character that is no blank, at most the text’s length. */
export function skipBlank(text: string, from: number): number {
  let at = from;
  while (at < text.length && ' \t\n\r'.includes(text.charAt(at))) at += 1;
  return at;
}

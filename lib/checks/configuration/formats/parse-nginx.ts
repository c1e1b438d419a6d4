import { positionAt, type SyntaxMistake, skipBlank } from './syntax-mistake.ts';

/** A comment, a quoted text, a word, or one of the three signs that structure a configuration. */
const token =
  /#[^\n]*|"[^"\\]*(?:\\[^][^"\\]*)*"|'[^'\\]*(?:\\[^][^'\\]*)*'|[{};]|(?:\$\{[^}\s]*\}|\\[^]|[^\s{};"'#\\])(?:\$\{[^}\s]*\}|\\[^]|[^\s{};\\])*/y;

/**
 * Judges the structure of an nginx configuration (ngx_conf_read_token): quotes and blocks close, and every directive
 * ends with `;` or a block. Whether a directive exists is not judged: modules bring their own.
 */
export function parseNginx(text: string): SyntaxMistake | null {
  const opened: number[] = [];
  let directiveAt: number | null = null;
  let offset = skipBlank(text, 0);
  const fail = (at: number, reason: string) => ({ ...positionAt(text, at), reason });
  for (; offset < text.length; offset = skipBlank(text, token.lastIndex)) {
    token.lastIndex = offset;
    const found = token.exec(text)?.[0];
    if (found === undefined) return fail(offset, 'a quoted text does not close');
    if (found.startsWith('#')) continue;
    if (found === ';' || found === '{') {
      if (directiveAt === null) return fail(offset, `a directive is expected before ${found}`);
      if (found === '{') opened.push(offset);
      directiveAt = null;
    } else if (found === '}') {
      if (directiveAt !== null) return fail(directiveAt, 'the directive does not end with ;');
      if (opened.pop() === undefined) return fail(offset, 'no block is open that } could close');
    } else directiveAt ??= offset;
  }
  if (directiveAt !== null) return fail(directiveAt, 'the directive does not end with ;');
  const unclosed = opened.at(-1);
  return unclosed === undefined ? null : fail(unclosed, 'the block does not close');
}

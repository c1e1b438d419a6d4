import type { SyntaxMistake } from './syntax-mistake.ts';

/**
 * Judges a file of Java properties (java.util.Properties.load): any line is a key and a value, so that only a broken
 * `\uXXXX` is wrong.
 */
export function parseProperties(text: string): SyntaxMistake | null {
  return findInLines(text, (line) => {
    if (/^\s*[#!]/.test(line)) return null;
    // pairs of backslashes are read first, as Java does: `\\u` is no escape
    const escape = /^(?:[^\\]|\\[^u]|\\u[\da-fA-F]{4})*(?=\\u(?![\da-fA-F]{4}))/.exec(line);
    return escape ? { column: escape[0].length + 1, reason: 'a \\u escape takes four hexadecimal digits' } : null;
  });
}

/**
 * Judges an INI file. There is no standard: bare keys (MySQL), `:` for `=`, and indented continuations (Python) are all
 * in use, so that only a section whose bracket does not close, and a line that begins with its `=`, are wrong.
 */
export function parseIni(text: string): SyntaxMistake | null {
  return findInLines(text, (line) => {
    const column = line.search(/\S/) + 1;
    if (column === 1 && line.startsWith('[') && !line.includes(']')) {
      return { column, reason: 'the section’s bracket does not close' };
    }
    return column === 1 && /^[=:]/.test(line) ? { column, reason: 'a name is expected before it' } : null;
  });
}

function findInLines(text: string, judge: (line: string) => Omit<SyntaxMistake, 'line'> | null): SyntaxMistake | null {
  const lines = text.split('\n');
  for (const [index, line] of lines.entries()) {
    const mistake = judge(line.replace(/\r$/, ''));
    if (mistake) return { line: index + 1, ...mistake };
  }
  return null;
}

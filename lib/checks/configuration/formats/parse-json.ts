import { positionAt, type SyntaxMistake, skipBlank } from './syntax-mistake.ts';

/** Judges JSON (RFC 8259). V8 says that a text is wrong and often not where, so the place is looked for only then. */
export function parseJson(text: string): SyntaxMistake | null {
  try {
    JSON.parse(text);
    return null;
  } catch {
    const { offset, reason } = findMistake(text);
    return { ...positionAt(text, offset), reason };
  }
}

const token =
  /[{}[\],:]|"[^"\\\p{Cc}]*(?:\\(?:["\\/bfnrt]|u[\da-fA-F]{4})[^"\\\p{Cc}]*)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/uy;

/** What may come next. `value-or-end` stands behind `[`, `key-or-end` behind `{`. */
type Expected = 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'comma-or-end' | 'nothing';

const words: Readonly<Record<Expected, string>> = {
  value: 'a value is expected',
  'value-or-end': 'a value or ] is expected',
  key: 'a key in double quotes is expected',
  'key-or-end': 'a key in double quotes or } is expected',
  colon: ': is expected after the key',
  'comma-or-end': ', or the closing bracket is expected',
  nothing: 'nothing more is expected',
};

/** The first token that cannot stand where it does. Reads token by token, without recursion. */
function findMistake(text: string): { offset: number; reason: string } {
  const open: string[] = [];
  let expected: Expected = 'value';
  let offset = skipBlank(text, 0);
  for (; offset < text.length; offset = skipBlank(text, token.lastIndex)) {
    token.lastIndex = offset;
    const found = token.exec(text)?.[0];
    const next: Expected | null = found === undefined ? null : follow(found, expected, open);
    if (next === null) return { offset, reason: words[expected] };
    expected = next;
  }
  return { offset: text.length, reason: `it ends where ${words[expected]}` };
}

/** What is expected after a token; null when the token may not stand there. */
function follow(found: string, expected: Expected, open: string[]): Expected | null {
  const afterValue = (): Expected => (open.length > 0 ? 'comma-or-end' : 'nothing');
  if (found === ',' || found === ':') {
    if (found === ':') return expected === 'colon' ? 'value' : null;
    if (expected !== 'comma-or-end') return null;
    return open.at(-1) === '{' ? 'key' : 'value';
  }
  if (found === '}' || found === ']') {
    const isEmpty = expected === (found === '}' ? 'key-or-end' : 'value-or-end');
    if (!(isEmpty || expected === 'comma-or-end') || open.pop() !== (found === '}' ? '{' : '[')) return null;
    return afterValue();
  }
  if (expected === 'key' || expected === 'key-or-end') return found.startsWith('"') ? 'colon' : null;
  if (expected !== 'value' && expected !== 'value-or-end') return null;
  if (found !== '{' && found !== '[') return afterValue();
  open.push(found);
  return found === '{' ? 'key-or-end' : 'value-or-end';
}

import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { printable, printableDocument } from '#lib/report/printable.ts';
import { sampleDocument } from './sample-document.ts';

test.each([
  ['colours', '\u001b[31mERROR\u001b[0m', 'ERROR'],
  ['a title', 'a\u001b]0;owned\u0007b', 'ab'],
  ['a link', '\u001b]8;;http://x\u0007click\u001b]8;;\u0007', 'click'],
  ['the eight-bit introducer', 'a\u009b2Jb', 'ab'],
  ['white space', ' a\r\n\tb\u0085c\u2028d ', 'a b c d'],
  ['bell, backspace, delete', 'a\u0007b\u0008c\u007f', 'a\ufffdb\ufffdc\ufffd'],
  ['the turned direction', 'a\u202egpj.exe\u2066', 'agpj.exe'],
  ['blanks around what goes away', 'a \u202e b', 'a b'],
  ['half a character', 'a\ud800b', 'a\ufffdb'],
  ['anything else', 'naïve 服务 ✗ 🔥', 'naïve 服务 ✗ 🔥'],
])('%s', (_, text, shown) => {
  expect(printable(text)).toBe(shown);
});

test('is one line without a control character, and printing it again changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const shown = printable(text);
      expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
      expect(printable(shown)).toBe(shown);
    }),
  );
});

test('a document of plain text is shown as it is, without its measurements', () => {
  const { measurements: _, ...shown } = sampleDocument;
  expect(printableDocument(sampleDocument)).toEqual(shown);
});

import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { isScalar, parseDocument, visit } from 'yaml';
import { complaintsAbout, fullConfig } from './sample-config.ts';

interface Key {
  readonly text: string;
  readonly offset: number;
}

/** The keys as an independent look at the text finds them; labels may have any keys, so none can be misspelled. */
const keys: readonly Key[] = (() => {
  const found: Key[] = [];
  visit(parseDocument(fullConfig), {
    Pair(_, { key }) {
      if (!isScalar(key)) return undefined;
      found.push({ text: String(key.value), offset: key.range?.[0] ?? 0 });
      return /labels$/i.test(String(key.value)) ? visit.SKIP : undefined;
    },
  });
  return found;
})();

const letter = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz'.split(''));
const edit = fc.oneof(
  fc.record({ kind: fc.constant('insert' as const), at: fc.nat(30), letter }),
  fc.record({ kind: fc.constant('replace' as const), at: fc.nat(30), letter }),
  fc.record({ kind: fc.constant('drop' as const), at: fc.nat(30), letter }),
);

function misspell(word: string, { kind, at, letter: other }: { kind: string; at: number; letter: string }): string {
  const index = at % word.length;
  const rest = word.slice(kind === 'insert' ? index : index + 1);
  return `${word.slice(0, index)}${kind === 'drop' ? '' : other}${rest}`;
}

function placeOf(offset: number): string {
  const lines = fullConfig.slice(0, offset).split('\n');
  return `${lines.length}:${(lines.at(-1)?.length ?? 0) + 1}`;
}

it('has a full configuration to start from', () => {
  expect(complaintsAbout(fullConfig)).toEqual([]);
  expect(keys).toHaveLength(55);
});

it('names the right key for any key misspelled by one edit, once, at its place', () => {
  const known = new Set(keys.map(({ text }) => text));
  fc.assert(
    fc.property(fc.constantFrom(...keys), edit, ({ text: right, offset }, change) => {
      const written = misspell(right, change);
      fc.pre(!known.has(written));
      const text = fullConfig.slice(0, offset) + written + fullConfig.slice(offset + right.length);
      const complaints = complaintsAbout(text);
      expect(complaints).toHaveLength(1);
      expect(complaints[0]).toMatch(`runbook.yaml:${placeOf(offset)}  `);
      expect(complaints[0]).toMatch(new RegExp(`: unknown .*; did you mean ${right}\\?$`));
    }),
    { numRuns: 300 },
  );
});

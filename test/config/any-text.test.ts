import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { fullConfig, load } from './sample-config.ts';

const fragment = fc.oneof(
  fc.constantFrom(
    ': ',
    '- ',
    '\n',
    '  ',
    '[',
    ']',
    '{',
    '}',
    '"',
    "'",
    '#',
    '&a ',
    '*a',
    '!t ',
    '|',
    '\t',
    '? ',
    '---\n',
    '~',
    '%YAML 1.1\n',
  ),
  fc.constantFrom(
    'toString: 5',
    '<<: *a',
    '&a [*a]',
    '!!set {a}',
    '.nan',
    '2026-01-01',
    '__proto__: {}',
    '\0',
    '\u2028',
  ),
  fc.string({ maxLength: 5 }),
);
const edits = fc.array(fc.record({ at: fc.nat(fullConfig.length), drop: fc.nat(20), fragment }), {
  minLength: 1,
  maxLength: 4,
});

const damaged = edits.map((changes) =>
  changes.reduce((text, { at, drop, fragment: more }) => text.slice(0, at) + more + text.slice(at + drop), fullConfig),
);

it('any damage to a configuration is told in words or leaves a configuration, and never throws', () => {
  fc.assert(
    fc.property(damaged, fc.array(fc.tuple(fc.string({ maxLength: 9 }), fragment), { maxLength: 2 }), (text, sets) => {
      const loaded = load(text, { sets: sets.map(([path, value]) => `${path}=${value}`) });
      const told = 'config' in loaded ? [loaded.config.cluster.name] : loaded.problems.map(({ message }) => message);
      expect(told.length).toBeGreaterThan(0);
      expect(told.join('\n')).not.toMatch(/undefined|\[object|^$/m);
    }),
    { numRuns: 500 },
  );
});

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Labels, parseLabelSelector } from '#lib/cluster/embedded/label-selector.ts';

const labels = { app: 'web', tier: 'front', build: '12', 'example.com/zone': 'a', empty: '' };

describe('a label selector selects', () => {
  test.each<[string, boolean]>([
    ['', true],
    ['app=web', true],
    ['app==web', true],
    ['app = web', true],
    ['app=db', false],
    ['app!=db', true],
    ['app!=web', false],
    ['missing!=x', true],
    ['missing=', false],
    ['empty=', true],
    ['app', true],
    ['missing', false],
    ['!missing', true],
    ['! app', false],
    ['app in (db, web)', true],
    ['app in (db)', false],
    ['app notin (db,web)', false],
    ['missing notin (db)', true],
    ['missing in (db)', false],
    ['empty in ()', true],
    ['example.com/zone=a', true],
    ['build>11', true],
    ['build>12', false],
    ['build<13', true],
    ['app>1', false],
    ['app in (web,db),tier=front', true],
    ['app in (web,db),tier=back', false],
  ])('%s: %s', (selector, expected) => {
    expect(parseLabelSelector(selector)?.(labels)).toBe(expected);
  });
});

test.each([
  '=web',
  'app in web',
  'app in (web',
  'app=web,',
  'app=a b',
  '-app=web',
  'app=(web)',
  'build>x',
  'app in (a b)',
])('%s is no label selector', (selector) => {
  expect(parseLabelSelector(selector)).toBeUndefined();
});

interface Requirement {
  readonly key: string;
  readonly operator: 'in' | 'notin' | 'exists' | '!exists';
  readonly values: readonly string[];
}

const word = fc.constantFrom('a', 'b', 'a-b', 'x.y_z', 'A1', 'in', 'notin');
const requirement: fc.Arbitrary<Requirement> = fc.record({
  key: fc.oneof(word, fc.constant('k8s.io/name')),
  operator: fc.constantFrom('in' as const, 'notin' as const, 'exists' as const, '!exists' as const),
  values: fc.array(word, { minLength: 1, maxLength: 3 }),
});

/** Every way to write a requirement that Kubernetes takes. */
function spellings({ key, operator, values }: Requirement): string[] {
  if (operator === 'exists') return [key];
  if (operator === '!exists') return [`!${key}`];
  const set = [`${key} ${operator} (${values.join(',')})`, ` ${key}  ${operator} ( ${values.join(' , ')} ) `];
  if (values.length > 1) return set;
  return operator === 'in'
    ? [`${key}=${values[0]}`, `${key} == ${values[0]}`, ...set]
    : [`${key}!=${values[0]}`, ...set];
}

/** The rule as the documentation states it, without parsing. */
function isMet({ key, operator, values }: Requirement, of: Labels): boolean {
  const has = Object.hasOwn(of, key);
  if (operator === 'exists') return has;
  if (operator === '!exists') return !has;
  return operator === 'in' ? has && values.includes(of[key] ?? '') : !(has && values.includes(of[key] ?? ''));
}

test('agrees with the rule, however the selector is written', () => {
  const written = fc.array(fc.tuple(requirement, fc.nat()), { minLength: 1, maxLength: 4 }).map((pairs) => ({
    requirements: pairs.map(([one]) => one),
    selector: pairs.map(([one, n]) => spellings(one)[n % spellings(one).length]).join(','),
  }));
  const someLabels = fc.dictionary(fc.oneof(word, fc.constant('k8s.io/name')), word, { maxKeys: 4 });
  fc.assert(
    fc.property(written, someLabels, ({ requirements, selector }, of) => {
      expect(parseLabelSelector(selector)?.(of)).toBe(requirements.every((one) => isMet(one, of)));
    }),
    { numRuns: 1000 },
  );
});

import { describe, expect, it } from 'vitest';
import { complaintsAbout, configOf, leastConfig } from './sample-config.ts';

const next = 'start from the shipped runbook.yaml, or see docs/configuration.md';

const cases: readonly (readonly [string, string, string])[] = [
  ['an empty file', '', `  is empty; ${next}`],
  ['a file of comments', '# nothing yet\n', `  is empty; ${next}`],
  ['a list at the top', '- shop\n', `  expected keys and values at the top, found a list; ${next}`],
  ['text at the top', 'shop\n', `  expected keys and values at the top, found a single value; ${next}`],
  [
    'a bracket that is not closed',
    `${leastConfig}contacts: [\ntimeZone: UTC\n`,
    ':5:1  not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
  ],
  ['a tab', `${leastConfig}reads:\n\tfullPodsUpTo: 1\n`, ':5:1  not valid YAML: Tabs are not allowed as indentation'],
  [
    'a second document',
    `${leastConfig}---\ntimeZone: UTC\n`,
    ':4:1  a second document starts here; expected one (take the --- away)',
  ],
  ['a tag', `${leastConfig}timeZone: !zone UTC\n`, ':4:11  not valid YAML: Unresolved tag: !zone'],
  [
    'an alias without its anchor',
    `${leastConfig}timeZone: *zone\n`,
    ':1:1  not valid YAML: Unresolved alias (the anchor must be set before the alias): zone',
  ],
  [
    'a key that is a list',
    `${leastConfig}? [a]\n: b\n`,
    ':4:3  not valid YAML: With stringKeys, all keys must be strings',
  ],
];

describe('a text that cannot be read as keys and values', () => {
  it.each(cases)('%s', (_, text, complaint) => {
    expect(complaintsAbout(text)).toEqual([`runbook.yaml${complaint}`]);
  });
});

it('tells a key written twice beside the other mistakes', () => {
  const text = `${leastConfig}reads: { fullPodsUpTo: 1, fullPodsUpTo: 2 }\ntimezone: UTC\n"cluster": { name: b }\n`;
  expect(complaintsAbout(text)).toEqual([
    'runbook.yaml:4:27  fullPodsUpTo is written twice; keep one',
    'runbook.yaml:5:1  timezone: unknown key; did you mean timeZone?',
    'runbook.yaml:6:1  "cluster" is written twice; keep one',
  ]);
});

it('refuses aliases that would fill the memory', () => {
  const bomb =
    'a: &a [1,1,1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\n';
  expect(complaintsAbout(bomb)).toEqual([
    'runbook.yaml:1:1  not valid YAML: Excessive alias count indicates a resource exhaustion attack',
  ]);
});

it('follows an anchor to the place where the value is written', () => {
  const text = `${leastConfig}channels: &them { phone: 5 }\nmonitoring:\n  namespace: monitoring\n  criticalLabels: *them\n`;
  expect(complaintsAbout(text)).toEqual([
    'runbook.yaml:4:26  monitoring.criticalLabels.phone: expected text, found 5 (put it in quotes)',
    'runbook.yaml:4:26  channels.phone: expected text, found 5 (put it in quotes)',
  ]);
});

it('counts lines that end as on Windows', () => {
  const text = `${leastConfig}timezone: UTC\n`.replaceAll('\n', '\r\n');
  expect(complaintsAbout(text)).toEqual(['runbook.yaml:4:1  timezone: unknown key; did you mean timeZone?']);
});

it('takes keys that look like numbers as names', () => {
  const text = `${leastConfig}workloads:\n  - { name: web, namespace: shop, labels: { 1: one, true: two } }\n`;
  expect(configOf(text).workloads[0]?.labels).toEqual({ '1': 'one', true: 'two' });
});

it('takes __proto__ as any other unknown key', () => {
  expect(complaintsAbout(`${leastConfig}reads: { __proto__: { fullPodsUpTo: 1 } }\n`)).toEqual([
    'runbook.yaml:4:10  reads.__proto__: unknown key; known here: fullPodsUpTo',
  ]);
});

import { expect, it } from 'vitest';
import { monitoringSilencesJustified } from '#lib/checks/monitoring/silences-justified.ts';
import { toSilences } from '#lib/cluster/sources/alertmanager-silences.ts';
import { minutesAgo, observe } from '../../support/observe.ts';

const matchers = [{ name: 'job', value: 'shop.*', isRegex: true, isEqual: true }];
const head = 'A silence of ops on job=~"shop.*"';

function judge(tweak: object, hiddenSeverity?: string) {
  const silence = {
    id: 's',
    status: { state: 'active' },
    createdBy: 'ops',
    comment: 'migration',
    matchers,
    endsAt: minutesAgo(-2880),
    ...tweak,
  };
  const alerts = hiddenSeverity
    ? [{ labels: { alertname: 'Down', severity: hiddenSeverity }, status: { silencedBy: ['s'] } }]
    : [];
  const { observations } = observe(monitoringSilencesJustified, {
    alertmanagerSilences: toSilences([silence], alerts),
  });
  return observations.map(({ discriminator, severity, message }) => [discriminator, severity, message]);
}

it.each<[string, object, string | undefined, (string | undefined)[][]]>([
  ['is short and explained', {}, 'warning', []],
  ['has ended', { status: { state: 'expired' }, comment: '' }, undefined, []],
  ['hides nothing as it ends', { endsAt: minutesAgo(-60) }, undefined, []],
  [
    'hides what is critical',
    {},
    'critical',
    [['critical', undefined, `${head} hides what is critical and fires now: Down`]],
  ],
  [
    'goes on for weeks',
    { endsAt: minutesAgo(-20_160) },
    undefined,
    [['long', undefined, `${head} goes on for another 14 d; limit 7 d`]],
  ],
  [
    'is about to end',
    { endsAt: minutesAgo(-60) },
    'warning',
    [['ending', 'info', `${head} ends in 1 h, and an alert that it hides still fires`]],
  ],
  ['says nothing', { comment: ' ' }, undefined, [['comment', 'info', `${head} has no comment`]]],
  [
    'lacks everything',
    { endsAt: 'never', matchers: null, createdBy: '', comment: null },
    undefined,
    [['comment', 'info', 'A silence of nobody named on everything has no comment']],
  ],
])('a silence that %s', (_, tweak, hidden, expected) => {
  expect(judge(tweak, hidden)).toEqual(expected);
});

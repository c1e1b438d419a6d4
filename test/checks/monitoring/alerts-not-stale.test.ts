import { expect, it } from 'vitest';
import { monitoringAlertsNotStale } from '#lib/checks/monitoring/alerts-not-stale.ts';
import { observe } from '../../support/observe.ts';
import { alert, rulesWith } from './alerts.ts';

const week = 7 * 1440;

it.each<[string, ReturnType<typeof rulesWith>, string[]]>([
  ['began today', rulesWith(alert('Slow', { severity: 'warning' })), []],
  ['is the watchdog', rulesWith(alert('Watchdog', {}, { minutes: week * 9 })), []],
  ['is of severity none', rulesWith(alert('InfoInhibitor', { severity: 'none' }, { minutes: week })), []],
  ['is pending', rulesWith(alert('Slow', {}, { minutes: week, state: 'pending' })), []],
  [
    'fires for a week',
    rulesWith(alert('Slow', { job: 'a' }, { minutes: week }), alert('Slow', { job: 'b' }, { minutes: week + 60 })),
    ['Alert Slow has been firing for 7 d 1 h, 2 instances'],
  ],
])('an alert that %s', (_, prometheusRules, expected) => {
  const { observations } = observe(monitoringAlertsNotStale, { prometheusRules });
  expect(observations.map(({ message }) => message)).toEqual(expected);
});

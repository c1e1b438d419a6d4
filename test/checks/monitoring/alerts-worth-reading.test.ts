import { expect, it } from 'vitest';
import { monitoringAlertsWorthReading } from '#lib/checks/monitoring/alerts-worth-reading.ts';
import { observe } from '../../support/observe.ts';

function judge(firingShare: number, returns: number, knownShare = 1, name = 'Slow') {
  const alertHistory = { alerts: [{ name, firingShare, returns }], knownShare };
  const { observations, conclusion } = observe(monitoringAlertsWorthReading, { alertHistory });
  return { told: observations.map(({ discriminator, message }) => [discriminator, message]), conclusion };
}

it.each<[string, number, number, number, string[][]]>([
  ['fired now and then', 0.1, 3, 1, []],
  ['came and went', 0.1, 20, 1, [['flapping', 'Alert Slow came back 20 times in 7 days; limit 20']]],
  ['fired for most of it', 0.5, 0, 1, [['noisy', 'Alert Slow fired for 50 % of the last 7 days; limit 50 %']]],
  ['fired for all that is known of it, a little', 0.5, 0, 0.4, []],
])('an alert that %s', (_, firingShare, returns, knownShare, expected) => {
  expect(judge(firingShare, returns, knownShare).told).toEqual(expected);
});

it('leaves the watchdog out', () => {
  expect(judge(1, 90, 1, 'Watchdog')).toMatchObject({ told: [], conclusion: { examined: 0 } });
});

it('lists what never fired, and how much of the week is known', () => {
  expect(judge(0, 0, 0.5).conclusion).toEqual({
    examined: 1,
    note: 'Prometheus knows 3.5 of the last 7 days',
    measurements: { 'monitoring/alert-week': { knownDays: 3.5, neverFired: ['Slow'], alerts: [] } },
  });
});

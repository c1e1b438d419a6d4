import { describe, expect, it } from 'vitest';
import { fitTrend } from '#lib/checks/capacity/fit-trend.ts';
import { capacityTrend } from '#lib/checks/capacity/trend.ts';
import { toPoints } from '#lib/cluster/sources/capacity-history.ts';
import { minutesAgo, observe } from '../../support/observe.ts';

/** A share for each day, the last one now. */
function daily(count: number, shareOf: (day: number) => number) {
  return Array.from({ length: count }, (_, day) => ({ at: minutesAgo((count - 1 - day) * 1440), value: shareOf(day) }));
}

const flat = daily(28, () => 0.5);

describe('a straight line', () => {
  it('through a steady growth', () => {
    expect(
      fitTrend(
        daily(28, (day) => 0.4 + day / 100),
        90,
      ),
    ).toEqual({
      points: 28,
      percentNow: 67,
      percentPerDay: 1,
      fit: 1,
      daysToThreshold: 23,
    });
  });

  it.each<[string, (day: number) => number, number | null]>([
    ['that stands still', () => 0.5, null],
    ['that falls', (day) => 0.8 - day / 100, null],
    ['that goes up and down', (day) => 0.5 + (day % 2) / 5 + day / 10_000, null],
    ['that has passed the threshold', (day) => 0.8 + day / 100, 0],
  ])('%s', (_, shareOf, daysToThreshold) => {
    expect(fitTrend(daily(28, shareOf), 90).daysToThreshold).toBe(daysToThreshold);
  });

  it('through one point is flat', () => {
    expect(
      fitTrend(
        daily(1, () => 0.5),
        90,
      ),
    ).toMatchObject({ percentNow: 50, percentPerDay: 0, daysToThreshold: null });
  });
});

describe('the trend of requests', () => {
  it('far from full: quiet, and measured', () => {
    const { observations, conclusion } = observe(capacityTrend, { capacityHistory: { cpu: flat, memory: flat } });
    expect(observations).toEqual([]);
    expect(conclusion).toMatchObject({ examined: 2, measurements: { 'capacity/trend': { cpu: { percentNow: 50 } } } });
  });

  it.each([
    [0.02, 'warning', 'requests of cpu are at 70 % of what the nodes have, +2 % a day: 90 % in 10 days'],
    [0.01, 'info', 'requests of cpu are at 70 % of what the nodes have, +1 % a day: 90 % in 20 days'],
  ])('growing by %f a day: %s', (step, severity, end) => {
    const cpu = daily(28, (day) => 0.7 - step * (27 - day));
    const { observations } = observe(capacityTrend, { capacityHistory: { cpu, memory: flat } });
    expect(observations).toMatchObject([
      { discriminator: 'cpu', severity, message: `Cluster ecommerce-production: ${end}` },
    ]);
  });

  it('of less than a week is no history yet', () => {
    const cpu = daily(4, () => 0.5);
    expect(observe(capacityTrend, { capacityHistory: { cpu, memory: flat } })).toEqual({
      observations: [],
      conclusion: { notApplicable: 'no history yet: Prometheus has 3 days of requests, and 7 make a trend' },
    });
  });

  it('without Prometheus does not apply', () => {
    const { conclusion } = observe(capacityTrend, { capacityHistory: null });
    expect(conclusion).toEqual({ notApplicable: 'the configuration names no Prometheus (monitoring.prometheus)' });
  });
});

it('an answer without a number for a day, or without a series, is read as far as it goes', () => {
  const values: [number, string][] = [
    [1_772_434_800, '0.5'],
    [1_772_521_200, 'NaN'],
  ];
  expect(toPoints({ result: [{ values }] })).toEqual([{ at: '2026-03-02T07:00:00.000Z', value: 0.5 }]);
  expect([toPoints({}), toPoints({ result: [] }), toPoints({ result: [{ values: null }] })]).toEqual([[], [], []]);
});

import { describe, expect, it } from 'vitest';
import { fitTrend } from '#lib/checks/capacity/fit-trend.ts';
import { minutesAgo } from '../../support/observe.ts';

/** A share for each day, the last one now. */
function daily(count: number, shareOf: (day: number) => number) {
  return Array.from({ length: count }, (_, day) => ({ at: minutesAgo((count - 1 - day) * 1440), value: shareOf(day) }));
}

/** The same ups and downs each time, between -1 and 1. */
const noise = (day: number) => Math.sin(day * 12.9898) * Math.cos(day * 4.1414);

describe('a straight line', () => {
  it('through a steady growth', () => {
    const points = daily(28, (day) => 0.4 + day / 100);
    expect(fitTrend(points, 90)).toEqual({
      points: 28,
      percentNow: 67,
      percentPerDay: 1,
      fit: 1,
      daysToThreshold: 23,
    });
  });

  it.each<[string, (day: number) => number, number | null]>([
    ['that stands still', () => 0.5, null],
    ['that stands still but for noise', (day) => 0.5 + noise(day) / 20, null],
    ['that falls', (day) => 0.8 - day / 100, null],
    ['that goes up and down', (day) => 0.5 + (day % 2) / 5 + day / 10_000, null],
    ['that has passed the threshold', (day) => 0.8 + day / 100, 0],
  ])('%s', (_, shareOf, daysToThreshold) => {
    expect(fitTrend(daily(28, shareOf), 90).daysToThreshold).toBe(daysToThreshold);
  });

  it('is found through noise', () => {
    const { percentPerDay, daysToThreshold } = fitTrend(
      daily(28, (day) => 0.4 + day / 100 + noise(day) / 50),
      90,
    );
    expect(percentPerDay).toBeCloseTo(1, 1);
    expect(daysToThreshold).toBeGreaterThanOrEqual(21);
    expect(daysToThreshold).toBeLessThanOrEqual(25);
  });

  it.each([
    ['at the end', 27],
    ['at the start', 0],
    ['in between', 13],
  ])('is not turned by a day unlike the others, %s', (_, odd) => {
    const points = daily(28, (day) => (day === odd ? 3 : 0.4 + day / 100));
    expect(fitTrend(points, 90)).toMatchObject({ percentPerDay: 1, percentNow: 67, daysToThreshold: 23 });
  });

  it('through one point is flat', () => {
    const points = daily(1, () => 0.5);
    expect(fitTrend(points, 90)).toMatchObject({ percentNow: 50, percentPerDay: 0, daysToThreshold: null });
  });

  it('counts points of one instant once over', () => {
    const points = [...daily(3, () => 0.5), { at: minutesAgo(0), value: 0.9 }];
    expect(Number.isFinite(fitTrend(points, 90).percentPerDay)).toBe(true);
  });
});

/** A value as it was at an instant. */
interface Point {
  readonly at: string;
  readonly value: number;
}

/** A straight line through points in time. */
export interface Trend {
  readonly points: number;
  /** What the line says of the last point, in percent. */
  readonly percentNow: number;
  /** Growth in percentage points. */
  readonly percentPerDay: number;
  /** How much of the ups and downs the line explains, 0 to 1: the rest lies beside it, by the median distance. */
  readonly fit: number;
  /** Whole days until the threshold; 0 when it is passed, null when the line does not lead there. */
  readonly daysToThreshold: number | null;
}

/** Below it, the line explains less than half of what is seen: no trend is told. */
const leastFit = 0.5;

/**
 * The line of Theil and Sen: its slope is the median of the slopes between any two points, so that a few days that are
 * unlike the others (a load test, a night without a node) do not turn it. Values are shares (0.5 is 50 %); at least one
 * point is needed.
 */
export function fitTrend(points: readonly Point[], thresholdPercent: number): Trend {
  const last = Date.parse(points.at(-1)?.at ?? '');
  const days = points.map(({ at }) => (Date.parse(at) - last) / 86_400_000);
  const percents = points.map(({ value }) => value * 100);
  const slope = median(slopesOf(days, percents));
  const now = median(percents.map((percent, index) => percent - slope * (days[index] ?? 0)));
  const distance = median(percents.map((percent, index) => Math.abs(percent - slope * (days[index] ?? 0) - now)));
  const middle = median(percents);
  const spread = median(percents.map((percent) => Math.abs(percent - middle)));
  const fit = spread > 0 ? Math.max(0, 1 - distance / spread) : 0;
  const isTrend = slope > 0 && fit >= leastFit;
  return {
    points: points.length,
    percentNow: round(now),
    percentPerDay: round(slope),
    fit: round(fit),
    daysToThreshold: isTrend ? Math.max(0, Math.ceil(round((thresholdPercent - now) / slope))) : null,
  };
}

/** The slopes between any two points that are not of the same instant. */
function slopesOf(days: readonly number[], percents: readonly number[]): number[] {
  return days.flatMap((day, index) =>
    days.slice(index + 1).flatMap((later, offset) => {
      const growth = (percents[index + 1 + offset] ?? 0) - (percents[index] ?? 0);
      return later === day ? [] : [growth / (later - day)];
    }),
  );
}

/** The middle value, or the mean of the two; 0 of none. */
function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const [low = 0, high = low] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]];
  return (low + high) / 2;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

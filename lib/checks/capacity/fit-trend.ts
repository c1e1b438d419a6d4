/** A straight line through points in time. */
export interface Trend {
  readonly points: number;
  /** What the line says of the last point, in percent. */
  readonly percentNow: number;
  /** Growth in percentage points. */
  readonly percentPerDay: number;
  /** Share of the ups and downs that the line explains (R squared), 0 to 1. */
  readonly fit: number;
  /** Whole days until the threshold; 0 when it is passed, null when the line does not lead there. */
  readonly daysToThreshold: number | null;
}

/** Below it, the line explains less than half of what is seen: no trend is told. */
const leastFit = 0.5;

/** Least squares. Values are shares (0.5 is 50 %); at least one point is needed. */
export function fitTrend(
  points: readonly { readonly at: string; readonly value: number }[],
  thresholdPercent: number,
): Trend {
  const last = Date.parse(points.at(-1)?.at ?? '');
  const days = points.map(({ at }) => (Date.parse(at) - last) / 86_400_000);
  const percents = points.map(({ value }) => value * 100);
  const [dayMean, percentMean] = [mean(days), mean(percents)];
  const spread = mean(days.map((day) => (day - dayMean) ** 2));
  const variance = mean(percents.map((percent) => (percent - percentMean) ** 2));
  const together = mean(days.map((day, index) => (day - dayMean) * ((percents[index] ?? 0) - percentMean)));
  const slope = spread > 0 ? together / spread : 0;
  const now = percentMean - slope * dayMean;
  const fit = spread > 0 && variance > 0 ? together ** 2 / (spread * variance) : 0;
  const isTrend = slope > 0 && fit >= leastFit;
  return {
    points: points.length,
    percentNow: round(now),
    percentPerDay: round(slope),
    fit: round(fit),
    daysToThreshold: isTrend ? Math.max(0, Math.ceil(round((thresholdPercent - now) / slope))) : null,
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

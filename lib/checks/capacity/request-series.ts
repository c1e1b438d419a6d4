import type { CapacityHistory, Point } from '#lib/cluster/sources/capacity-history.ts';
import type { EarlierRuns, RequestedAmounts } from '#lib/cluster/sources/earlier-runs.ts';

/** What a trend is laid through. */
export type TrendResource = keyof RequestedAmounts;

/** Requests over days as shares of what the nodes can allot today, and whose figures they are. */
export interface RequestSeries {
  readonly from: 'Prometheus' | 'kept runs';
  /** Oldest first, one a day at most. */
  readonly points: readonly Point[];
}

/** How much history makes a trend. */
export interface EnoughHistory {
  readonly minDays: number;
  readonly minPoints: number;
}

/** Where the requests of earlier days come from, and those of today. */
export interface RequestHistories {
  readonly prometheus: CapacityHistory | null;
  readonly kept: EarlierRuns<RequestedAmounts>;
  readonly today: RequestedAmounts;
  readonly now: Date;
}

/**
 * The series of a resource: Prometheus' where that is enough, because it looks every day, else that of kept runs with
 * today's figures. Kept requests are held against what the nodes can allot today, so that a node added in between bends
 * no line.
 */
export function chooseSeries(
  resource: TrendResource,
  { prometheus, kept, today, now }: RequestHistories,
  enough: EnoughHistory,
): RequestSeries {
  const scraped = resource === 'pods' ? [] : (prometheus?.[resource] ?? []);
  const fromPrometheus: RequestSeries = { from: 'Prometheus', points: lastOfEachDay(scraped) };
  if (isEnough(fromPrometheus.points, enough)) return fromPrometheus;
  const { allocatable } = today[resource];
  const figures = kept.runs.map(({ at, value }) => ({ at, requests: value[resource].requests })).toReversed();
  const points = [...figures, { at: now.toISOString(), requests: today[resource].requests }].map(
    ({ at, requests }) => ({
      at,
      value: requests / allocatable,
    }),
  );
  const fromRuns: RequestSeries = { from: 'kept runs', points: allocatable > 0 ? lastOfEachDay(points) : [] };
  return fromRuns.points.length >= fromPrometheus.points.length ? fromRuns : fromPrometheus;
}

/** Whether there are enough days with figures, and enough days between the first and the last. */
export function isEnough(points: readonly Point[], { minDays, minPoints }: EnoughHistory): boolean {
  return points.length >= Math.max(2, minPoints) && daysOf(points) >= minDays;
}

/** What there is, what it takes, and from when: `2 days with figures since 2026-03-01 (kept runs); ...`. */
export function sayNotEnough({ from, points }: RequestSeries, { minDays, minPoints }: EnoughHistory): string {
  const [first] = points;
  const since = first ? ` since ${first.at.slice(0, 10)}` : '';
  const earliest = first && new Date(Date.parse(first.at) + minDays * 86_400_000).toISOString().slice(0, 10);
  const has = `${points.length} ${points.length === 1 ? 'day' : 'days'} with figures${since} (${from})`;
  return `${has}; a trend takes ${minPoints} over ${minDays} days${earliest ? `, from ${earliest} at the earliest` : ''}`;
}

function daysOf(points: readonly Point[]): number {
  const [first, last] = [points.at(0), points.at(-1)];
  return first && last ? Math.round((Date.parse(last.at) - Date.parse(first.at)) / 86_400_000) : 0;
}

/** Of points in their order, the last of each day (UTC): a day on which more was looked weighs no more. */
function lastOfEachDay(points: readonly Point[]): Point[] {
  return [...new Map(points.map((point) => [point.at.slice(0, 10), point])).values()];
}

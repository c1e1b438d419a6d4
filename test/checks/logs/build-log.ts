import type { EarlierRuns } from '#lib/cluster/sources/earlier-runs.ts';
import type { ContainerLog, PodLogs } from '#lib/cluster/sources/pod-logs.ts';
import { minutesAgo } from '../../support/observe.ts';

/** The log of a pod of Deployment shop/cart with these lines, one a minute, the last one now. */
export function buildLog(lines: readonly string[], tweak: Partial<ContainerLog> = {}): ContainerLog {
  return {
    namespace: 'shop',
    pod: 'cart-1',
    owner: { kind: 'Deployment', namespace: 'shop', name: 'cart' },
    container: 'app',
    isPrevious: false,
    isApplication: true,
    lines: lines.map((text, index) => ({ at: minutesAgo(lines.length - 1 - index), text })),
    failure: '',
    ...tweak,
  };
}

type Reviews = EarlierRuns<readonly string[]>;

/** No review was kept before. */
export const noReview: Reviews = { isKept: true, runs: [], unreadable: 0 };

/** The review before saw these kinds of lines. */
export function reviewOf(...kinds: string[]): Reviews {
  return {
    ...noReview,
    runs: [{ run: 'daily-evening.shop.20260301T170000Z', at: '2026-03-01T17:00:00.000Z', value: kinds }],
  };
}

/** What the sources of logs give to a first review. */
export function asLogs(...containers: ContainerLog[]): { podLogs: PodLogs; earlierLogReviews: Reviews } {
  return { podLogs: { containers, leftOut: 0 }, earlierLogReviews: noReview };
}

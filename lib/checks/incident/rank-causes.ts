import { type Cause, type Confidence, faultsOf, minuteMs, ownersOf } from './cause.ts';
import { causeRules } from './cause-rules.ts';
import type { Moment } from './moment.ts';

const order: readonly Confidence[] = ['certain', 'likely', 'possible'];

/**
 * The probable causes of what is wrong, the one to look at first before the others. Each rule of `cause-rules.ts` in turn
 * accounts for faults that no rule before it has. Then they are put in order: what began within the last
 * `recentMinutes` before what has stood for longer, the certain before the likely before the possible, what hit more
 * workloads before what hit fewer, and of equals what began first.
 */
export function rankCauses(timeline: readonly Moment[], now: Date, recentMinutes = 180): Cause[] {
  let faults: readonly Moment[] = faultsOf(timeline);
  const causes = causeRules.flatMap(({ id, find }) => {
    const found = find(timeline, faults).map((cause) => ({ ...cause, rule: id }));
    const accounted = new Set(found.flatMap(({ effects }) => effects));
    faults = faults.filter((fault) => !accounted.has(fault));
    return found;
  });
  const rank = ({ at, confidence, effects }: Cause) => [
    isRecent(at, now, recentMinutes) ? 0 : 1,
    order.indexOf(confidence),
    -ownersOf(effects).length,
    Date.parse(at),
  ];
  return causes
    .map((cause) => ({ cause, key: rank(cause) }))
    .toSorted((a, b) => compare(a.key, b.key))
    .map(({ cause }) => cause);
}

/** Whether it began within the last so many minutes. */
export function isRecent(at: string, now: Date, recentMinutes: number): boolean {
  return now.getTime() - Date.parse(at) <= recentMinutes * minuteMs;
}

function compare(a: readonly number[], b: readonly number[]): number {
  const index = a.findIndex((value, position) => value !== b[position]);
  return index < 0 ? 0 : (a[index] ?? 0) - (b[index] ?? 0);
}

import type { ContainerLog, PodLogs } from '#lib/cluster/sources/pod-logs.ts';
import { type Level, levelOf } from './level.ts';

/** What the reviewed lines of one workload come to. */
export interface LogRate {
  readonly lines: number;
  readonly errors: number;
  readonly warnings: number;
  /** Of the lines, to a tenth. */
  readonly errorPercent: number;
  /** Errors in an hour over the time that the lines cover; null where they cover less than a minute. */
  readonly errorsPerHour: number | null;
  readonly from: string | null;
  readonly to: string | null;
}

/** The rates by `NAMESPACE/WORKLOAD`. */
export function measureRates({ containers }: PodLogs): Readonly<Record<string, LogRate>> {
  const byOwner = Map.groupBy(containers, ({ namespace, owner }) => `${namespace}/${owner.name}`);
  return Object.fromEntries([...byOwner].map(([name, logs]) => [name, rateOf(logs)]));
}

function rateOf(logs: readonly ContainerLog[]): LogRate {
  const lines = logs.flatMap((log) => log.lines);
  const levels = lines.map(({ text }) => levelOf(text).level);
  const count = (...wanted: Level[]) => levels.filter((level) => wanted.includes(level)).length;
  const errors = count('critical', 'error');
  const instants = lines.flatMap(({ at }) => at ?? []).toSorted();
  const [from = null, to = null] = [instants[0], instants.at(-1)];
  const hours = (Date.parse(to ?? '') - Date.parse(from ?? '')) / 3_600_000;
  return {
    lines: lines.length,
    errors,
    warnings: count('warning'),
    errorPercent: lines.length > 0 ? Math.round((errors / lines.length) * 1000) / 10 : 0,
    errorsPerHour: hours >= 1 / 60 ? Math.round(errors / hours) : null,
    from,
    to,
  };
}

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const YEAR_MS = 365 * DAY_MS;

/** The time since an instant (ISO) as kubectl's tables say it; `<unknown>` without one. */
export function age(since: string | undefined, now: Date): string {
  return since === undefined ? '<unknown>' : humanDuration(now.getTime() - Date.parse(since));
}

/** A duration in two units at most, coarser the longer it is. Source: apimachinery pkg/util/duration `HumanDuration`. */
export function humanDuration(durationMs: number): string {
  // Clocks that differ a little may put an instant ahead of now; a lot is nonsense.
  if (durationMs <= -2 * SECOND_MS) return '<invalid>';
  if (durationMs < 0) return '0s';
  const count = (unitMs: number): number => Math.floor(durationMs / unitMs);
  const two = (unitMs: number, unit: string, restMs: number, rest: string): string => {
    const remainder = Math.floor((durationMs % unitMs) / restMs);
    return remainder === 0 ? `${count(unitMs)}${unit}` : `${count(unitMs)}${unit}${remainder}${rest}`;
  };
  if (durationMs < 2 * MINUTE_MS) return `${count(SECOND_MS)}s`;
  if (durationMs < 10 * MINUTE_MS) return two(MINUTE_MS, 'm', SECOND_MS, 's');
  if (durationMs < 3 * HOUR_MS) return `${count(MINUTE_MS)}m`;
  if (durationMs < 8 * HOUR_MS) return two(HOUR_MS, 'h', MINUTE_MS, 'm');
  if (durationMs < 2 * DAY_MS) return `${count(HOUR_MS)}h`;
  if (durationMs < 8 * DAY_MS) return two(DAY_MS, 'd', HOUR_MS, 'h');
  if (durationMs < 2 * YEAR_MS) return `${count(DAY_MS)}d`;
  if (durationMs < 8 * YEAR_MS) return two(YEAR_MS, 'y', DAY_MS, 'd');
  return `${count(YEAR_MS)}y`;
}

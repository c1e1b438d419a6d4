/** Milliseconds from an ISO instant to `now`; 0 when there is none or it lies ahead (clocks of nodes differ). */
export function ageMs(now: Date, at: string | null | undefined): number {
  const then = Date.parse(at ?? '');
  return Number.isNaN(then) ? 0 : Math.max(0, now.getTime() - then);
}

/** Whole minutes from an ISO instant to `now`, as `ageMs`. */
export function ageMinutes(now: Date, at: string | null | undefined): number {
  return Math.floor(ageMs(now, at) / 60_000);
}

/** A duration as people say it, in its two largest units: `45 s`, `12 min`, `3 h 20 min`, `5 d 4 h`. */
export function formatDuration(durationMs: number): string {
  const seconds = Math.floor(durationMs / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return joinUnits(hours, 'h', minutes % 60, 'min');
  return joinUnits(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

function joinUnits(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small > 0 ? `${large} ${largeUnit} ${small} ${smallUnit}` : `${large} ${largeUnit}`;
}

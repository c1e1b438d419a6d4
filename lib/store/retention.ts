/** How long things are kept after a run has finished; whole days. */
export interface Retention {
  /** Runs with their documents; default 400, so that a quarter can be held against the same one a year before. */
  readonly runDays?: number;
  /** Resolved findings, so that one that comes back is told as reopened; default 30. Open ones stay. */
  readonly resolvedDays?: number;
}

export const defaultRetention = { runDays: 400, resolvedDays: 30 } as const;

/** The instant some days after another (ISO), in epoch seconds. */
export function daysAfter(iso: string, days: number): number {
  return Math.floor(new Date(iso).getTime() / 1000) + days * 86_400;
}

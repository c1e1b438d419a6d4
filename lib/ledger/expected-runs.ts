import { fireTimes, type Schedule } from './fire-times.ts';

/** A window that runs by a schedule, and since when it is watched (ISO): what was before is not missed. */
export interface WatchedWindow extends Schedule {
  readonly window: string;
  readonly since: string;
}

/** A run that should be there. */
export interface ExpectedRun {
  readonly window: string;
  /** ISO; with window and cluster it is the run's identity. */
  readonly scheduledAt: string;
}

/**
 * - `awaited`: its time has come, and it has not finished yet;
 * - `missed`: it has not begun in time;
 * - `failed`: it has begun, and will not finish any more;
 * - `partial`: it ended because its time ran out;
 * - `late`: it was missed, and has been done since;
 * - `completed`: it finished in time.
 */
export type RunState = 'awaited' | 'missed' | 'failed' | 'partial' | 'late' | 'completed';

/** A run that should be there, and how it stands. */
export interface JudgedRun extends ExpectedRun {
  readonly state: RunState;
  /** How many minutes after its time it began; null when it has not. */
  readonly lateMinutes: number | null;
}

/** What the ledger of one cluster remembers from one look to the next. Instants in ISO. */
export interface LedgerState {
  /** When the first look was. */
  readonly since: string;
  readonly windows: readonly WatchedWindow[];
  /** Runs that were expected until then have been looked at. */
  readonly judgedUntil: string;
  /** Those of them that may still change. */
  readonly open: readonly JudgedRun[];
}

/** The ledger of a cluster that nobody has watched before. */
export function beginLedger(schedules: readonly (Schedule & { readonly window: string })[], now: Date): LedgerState {
  const since = now.toISOString();
  return { since, windows: schedules.map((one) => ({ ...one, since })), judgedUntil: since, open: [] };
}

/** The windows as configured now; one whose schedule has changed is watched from now on, by the new one. */
export function watchWindows(
  before: readonly WatchedWindow[],
  schedules: readonly (Schedule & { readonly window: string })[],
  now: Date,
): readonly WatchedWindow[] {
  const after = schedules.map(({ window, schedule, timeZone }) => {
    const known = before.find((one) => one.window === window);
    const isSame = known?.schedule === schedule && known.timeZone === timeZone;
    return isSame ? known : { window, schedule, timeZone, since: now.toISOString() };
  });
  return JSON.stringify(after) === JSON.stringify(before) ? before : after;
}

/** The runs whose time and grace have passed since the last look, the oldest first. */
export function newlyExpected({ windows, judgedUntil }: LedgerState, graceMinutes: number, now: Date): ExpectedRun[] {
  const until = new Date(now.getTime() - graceMinutes * 60_000);
  const runs = windows.flatMap(({ window, since, ...schedule }) => {
    const after = new Date(since > judgedUntil ? since : judgedUntil);
    return fireTimes(schedule, after, until).map((at) => ({ window, scheduledAt: at.toISOString() }));
  });
  return runs.toSorted((a, b) => (a.scheduledAt < b.scheduledAt ? -1 : 1));
}

/** Whether a run's time is one that its window's schedule gives: a run by hand has another. */
export function isScheduled(window: WatchedWindow | undefined, scheduledAt: string): boolean {
  const at = new Date(scheduledAt);
  return window !== undefined && fireTimes(window, new Date(at.getTime() - 1), at).length > 0;
}

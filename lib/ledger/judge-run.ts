import type { RunStatus } from '#lib/runs/run-document.ts';
import type { ExpectedRun, JudgedRun } from './expected-runs.ts';

/** A run as the store has it. Instants in ISO. */
export interface StoredRun {
  readonly scheduledAt: string;
  readonly startedAt: string;
  readonly status: RunStatus | 'unfinished';
  readonly isPartial?: true;
  /** Until when somebody may be at it; null once it has finished. */
  readonly heldUntil: string | null;
}

/** How an expected run stands whose grace has passed. `run` is what is stored of it, if anything. */
export function judgeRun(
  expected: ExpectedRun,
  run: StoredRun | undefined,
  graceMinutes: number,
  now: Date,
): JudgedRun {
  const { window, scheduledAt } = expected;
  if (!run) return { window, scheduledAt, state: 'missed', lateMinutes: null };
  const lateMinutes = Math.max(0, Math.floor((Date.parse(run.startedAt) - Date.parse(scheduledAt)) / 60_000));
  return { window, scheduledAt, state: stateOf(run, lateMinutes > graceMinutes, now), lateMinutes };
}

function stateOf({ status, isPartial, heldUntil }: StoredRun, isLate: boolean, now: Date): JudgedRun['state'] {
  if (status === 'unfinished') {
    const isHeld = heldUntil !== null && heldUntil > now.toISOString();
    return isHeld ? 'awaited' : 'failed';
  }
  if (isPartial) return 'partial';
  return isLate ? 'late' : 'completed';
}

/** Whether something is wrong that people must know. */
export function isTrouble({ state }: JudgedRun): boolean {
  return state === 'missed' || state === 'failed' || state === 'partial';
}

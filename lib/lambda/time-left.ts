import { ReadError } from '#lib/cluster/read-error.ts';

/** Kept back for comparing, keeping and telling; half of it all where the function has less than twice as much. */
const reserveMs = 5000;

/** The part of a function's time in which it may look. */
export interface LookingTime {
  /** Ends every read, with the reason that its checks then carry. */
  readonly signal: AbortSignal;
  /** No longer needed: the process may rest. */
  end(): void;
}

/** @param remainingMs what Lambda leaves this invocation from now on */
export function startLookingTime(remainingMs: number): LookingTime {
  const lookingMs = Math.max(0, remainingMs - Math.min(reserveMs, remainingMs / 2));
  const looking = new AbortController();
  const seconds = Math.round(lookingMs / 1000);
  const reason = `not read: the function's time for looking was used up (${seconds} s); give it a longer timeout`;
  // Not `timeout`: sources would take that for a server that is slow.
  const timer = setTimeout(() => looking.abort(new ReadError('failed', reason)), lookingMs);
  return { signal: looking.signal, end: () => clearTimeout(timer) };
}

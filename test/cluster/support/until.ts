import { setTimeout as wait } from 'node:timers/promises';

export type UntilOptions = {
  /** What is waited for, for the error message. */
  readonly what: string;
  readonly deadlineMs?: number;
  readonly everyMs?: number;
};

/**
 * Asks again and again until the answer is neither undefined nor false; an error of `ask` is a "not yet".
 *
 * For what has no event to wait for: a server that is starting, a controller that is working.
 *
 * @throws after `deadlineMs` (default 60 s), with the last error as its cause.
 */
export async function until<T>(ask: () => Promise<T | undefined | false>, options: UntilOptions): Promise<T> {
  const { what, deadlineMs = 60_000, everyMs = 50 } = options;
  const endsAt = performance.now() + deadlineMs;
  for (;;) {
    let lastError: unknown;
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
    } catch (error) {
      lastError = error;
    }
    if (performance.now() >= endsAt) {
      throw new Error(`waited ${deadlineMs} ms in vain: ${what}`, { cause: lastError });
    }
    await wait(everyMs);
  }
}

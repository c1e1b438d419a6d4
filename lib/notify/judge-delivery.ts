import type { Delivery } from '#lib/store/outbox.ts';
import type { SendResult } from './notifier.ts';

/** After so many tries a page goes through the next channel too, while this one is tried on. */
export const fallBackAfter = 4;
const firstRetryMs = 30_000;
/** A provider that is back is noticed so soon. */
const longestRetryMs = 300_000;
/** SNS itself tries as long to reach a mailbox or a telephone; what is told later is no news. */
const giveUpAfterMs = 6 * 3_600_000;

/** Whether it calls somebody to work, and does not only inform. */
export function isPage({ kind }: Delivery): boolean {
  return kind === 'page' || kind === 'repage' || kind === 'escalate';
}

/**
 * What becomes of a delivery that was tried. One that may still get through is tried again with growing pauses, for hours:
 * before each try it is asked whether it is still true, so that nothing is told late that is over.
 */
export function judge(delivery: Delivery, sent: SendResult, now: Date): Delivery {
  if (sent.result === 'accepted') return end(delivery, 'accepted', now, sent.note ?? null);
  if (sent.result === 'refused') return end(delivery, 'failed', now, sent.error);
  const pauseMs = Math.min(longestRetryMs, firstRetryMs * 2 ** (delivery.attempts - 1));
  const dueMs = now.getTime() + Math.max(sent.retryAfterMs ?? 0, pauseMs);
  const isTooLate = dueMs > Date.parse(delivery.intendedAt) + giveUpAfterMs;
  if (isTooLate && delivery.attempts >= fallBackAfter) {
    return end(delivery, sent.isSilent ? 'unknown' : 'failed', now, sent.error);
  }
  return { ...delivery, state: 'intended', dueAt: new Date(dueMs).toISOString(), error: sent.error };
}

/** Whether it was given up, as far as we know without having reached anybody. */
export function isGivenUp({ state }: Pick<Delivery, 'state'>): boolean {
  return state === 'failed' || state === 'unknown';
}

/** A delivery that is needless, and why. */
export function cancel(delivery: Delivery, now: Date, reason: string): Delivery {
  return end(delivery, 'cancelled', now, reason);
}

function end(delivery: Delivery, state: Delivery['state'], now: Date, error: string | null): Delivery {
  return { ...delivery, state, dueAt: null, endedAt: now.toISOString(), error };
}

import { describe, expect, it } from 'vitest';
import { judge } from '#lib/notify/judge-delivery.ts';
import type { SendResult } from '#lib/notify/notifier.ts';
import { minute } from '../incidents/support.ts';
import { tellingOf } from './tellings.ts';

const down: SendResult = { result: 'try-again', error: 'down' };

/** Minutes until the next try, after so many; the state where there is none. */
function waitAfter(attempts: number, at: number, sent = down): number | string {
  const { delivery } = tellingOf({ attempts });
  const after = judge(delivery, sent, minute(at));
  return after.dueAt === null ? after.state : (Date.parse(after.dueAt) - minute(at).getTime()) / 60_000;
}

describe('a delivery that could not be sent', () => {
  it('is tried again with growing pauses, of five minutes at most', () => {
    expect([1, 2, 3, 4, 5, 30].map((attempts) => waitAfter(attempts, 1))).toEqual([0.5, 1, 2, 4, 5, 5]);
  });

  it('waits longer where the provider asks for it', () => {
    expect(waitAfter(1, 1, { ...down, retryAfterMs: 900_000 })).toBe(15);
  });

  it('is given up six hours after it was intended, so that it has an end by then', () => {
    expect(waitAfter(70, 355)).toBe(5);
    expect(waitAfter(70, 356)).toBe('failed');
  });

  it('is unknown when it is given up without an answer: it may have come through', () => {
    expect(waitAfter(70, 356, { result: 'try-again', error: 'no answer', isSilent: true })).toBe('unknown');
  });

  it('is tried a few times, however late the first try was', () => {
    expect(waitAfter(3, 900)).toBe(2);
    expect(waitAfter(4, 907)).toBe('failed');
  });

  it('is not tried again when it was refused', () => {
    expect(waitAfter(1, 1, { result: 'refused', error: 'no' })).toBe('failed');
  });
});

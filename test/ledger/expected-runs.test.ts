import { describe, expect, it } from 'vitest';
import { beginLedger, isScheduled, type LedgerState, newlyExpected, watchWindows } from '#lib/ledger/expected-runs.ts';

const morning = { window: 'daily-morning', schedule: '0 8 * * *', timeZone: 'Europe/Berlin' };
const evening = { window: 'daily-evening', schedule: '0 18 * * *', timeZone: 'Europe/Berlin' };
const begin = new Date('2026-03-02T06:00:00Z');
const at = (iso: string) => new Date(iso);

function expectedAt(state: LedgerState, now: string): string[] {
  return newlyExpected(state, 15, at(now)).map(({ window, scheduledAt }) => `${window} ${scheduledAt.slice(0, 16)}`);
}

describe('runs are expected', () => {
  it('once their time and grace have passed', () => {
    const state = beginLedger([morning], begin);
    expect(expectedAt(state, '2026-03-02T07:14:59Z')).toEqual([]);
    expect(expectedAt(state, '2026-03-02T07:15:00Z')).toEqual(['daily-morning 2026-03-02T07:00']);
  });

  it('from when they are watched on, not before', () => {
    const state = beginLedger([morning], at('2026-03-02T07:00:01Z'));
    expect(expectedAt(state, '2026-03-03T06:00:00Z')).toEqual([]);
    expect(expectedAt(state, '2026-03-03T08:00:00Z')).toEqual(['daily-morning 2026-03-03T07:00']);
  });

  it('the oldest first, and each once', () => {
    const state = beginLedger([evening, morning], begin);
    const expected = [
      'daily-morning 2026-03-02T07:00',
      'daily-evening 2026-03-02T17:00',
      'daily-morning 2026-03-03T07:00',
    ];
    expect(expectedAt(state, '2026-03-03T08:00:00Z')).toEqual(expected);
    const later = { ...state, judgedUntil: '2026-03-02T17:00:00.000Z' };
    expect(expectedAt(later, '2026-03-03T08:00:00Z')).toEqual(expected.slice(2));
  });

  it('never when the grace grows after they were looked at', () => {
    const state = { ...beginLedger([morning], begin), judgedUntil: '2026-03-02T07:00:00.000Z' };
    expect(newlyExpected(state, 60, at('2026-03-02T07:20:00Z'))).toEqual([]);
  });
});

describe('windows are watched', () => {
  const { windows } = beginLedger([morning], begin);
  const later = at('2026-03-02T12:00:00Z');

  it('as before while their schedule stays', () => {
    expect(watchWindows(windows, [morning], later)).toBe(windows);
  });

  it('from now on where their schedule or zone has changed, or they are new', () => {
    const since = later.toISOString();
    const changed = { ...morning, schedule: '0 9 * * *' };
    expect(watchWindows(windows, [changed], later)).toEqual([{ ...changed, since }]);
    const moved = { ...morning, timeZone: 'UTC' };
    expect(watchWindows(windows, [moved, evening], later)).toEqual([
      { ...moved, since },
      { ...evening, since },
    ]);
  });

  it('no longer once they are switched off', () => {
    expect(watchWindows(windows, [], later)).toEqual([]);
  });
});

it('a run by hand is at no time of the schedule', () => {
  const [window] = beginLedger([morning], begin).windows;
  expect(isScheduled(window, '2026-03-03T07:00:00.000Z')).toBe(true);
  expect(isScheduled(window, '2026-03-03T07:00:01.000Z')).toBe(false);
  expect(isScheduled(undefined, '2026-03-03T07:00:00.000Z')).toBe(false);
});

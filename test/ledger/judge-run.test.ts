import { describe, expect, it } from 'vitest';
import { isTrouble, judgeRun, type StoredRun } from '#lib/ledger/judge-run.ts';

const scheduledAt = '2026-03-02T07:00:00.000Z';
const now = new Date('2026-03-02T07:20:00Z');
const done: StoredRun = { scheduledAt, startedAt: '2026-03-02T07:00:30.000Z', status: 'failed', heldUntil: null };

function judge(run: StoredRun | undefined) {
  const { state, lateMinutes } = judgeRun({ window: 'daily-morning', scheduledAt }, run, 15, now);
  return [state, lateMinutes];
}

describe('an expected run', () => {
  it.each([
    ['is missed when there is none', undefined, ['missed', null]],
    ['is completed, whatever it found', done, ['completed', 0]],
    ['is completed when it could not look everywhere', { ...done, status: 'unknown' }, ['completed', 0]],
    ['is completed within its grace', { ...done, startedAt: '2026-03-02T07:15:59.000Z' }, ['completed', 15]],
    ['is late after it', { ...done, startedAt: '2026-03-02T07:16:00.000Z' }, ['late', 16]],
    ['is partial when its time ran out', { ...done, status: 'unknown', isPartial: true }, ['partial', 0]],
    ['is awaited while somebody is at it', unfinished('2026-03-02T07:20:01.000Z'), ['awaited', 0]],
    ['has failed when nobody is any more', unfinished('2026-03-02T07:20:00.000Z'), ['failed', 0]],
  ] as const)('%s', (_name, run, expected) => {
    expect(judge(run)).toEqual(expected);
  });
});

function unfinished(heldUntil: string): StoredRun {
  return { ...done, status: 'unfinished', heldUntil };
}

it('people must know of what was missed, failed or was cut short', () => {
  const states = ['awaited', 'missed', 'failed', 'partial', 'late', 'completed'] as const;
  const run = { window: 'daily-morning', scheduledAt, lateMinutes: null };
  expect(states.filter((state) => isTrouble({ ...run, state }))).toEqual(['missed', 'failed', 'partial']);
});

import { expect, test } from 'vitest';
import { ageMinutes, ageMs, formatDuration } from '#lib/checks/duration.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

test.each([
  [0, '0 s'],
  [minute - 1, '59 s'],
  [minute, '1 min'],
  [hour - 1, '59 min'],
  [hour, '1 h'],
  [hour + 48 * minute, '1 h 48 min'],
  [day - 1, '23 h 59 min'],
  [day, '1 d'],
  [2 * day + hour + 59 * minute, '2 d 1 h'],
])('%d ms is %s', (durationMs, text) => {
  expect(formatDuration(durationMs)).toBe(text);
});

const now = new Date('2026-03-02T07:00:00Z');

test.each([
  ['an hour ago', '2026-03-02T06:00:00Z', hour],
  ['ahead, by another clock', '2026-03-02T07:00:09Z', 0],
  ['never', null, 0],
  ['no instant', 'soon', 0],
])('the age of what was %s', (_case, at, expected) => {
  expect(ageMs(now, at)).toBe(expected);
  expect(ageMinutes(now, at)).toBe(expected / minute);
});

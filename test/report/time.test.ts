import { describe, expect, test } from 'vitest';
import { describeAge, formatAge, formatInstant, formatMoment, formatZonedMoment } from '#lib/report/time.ts';
import { finding, subject } from './sample-findings.ts';

const clock = { at: '2026-03-02T07:00:00Z', timeZone: 'Europe/Berlin' };

test.each([
  ['today, by the clock’s zone', '2026-03-01T23:00:00Z', '00:00'],
  ['yesterday, by the clock’s zone', '2026-03-01T22:59:00Z', 'Sun 1 Mar 23:59'],
  ['a day of the same month', '2026-03-12T06:12:00Z', 'Thu 12 Mar 07:12'],
  ['the year before', '2025-12-31T22:00:00Z', '31 Dec 2025 23:00'],
  ['no instant', 'never', 'never'],
])('an instant: %s', (_, iso, text) => {
  expect(formatInstant(iso, clock)).toBe(text);
});

test('a moment is told in full, in summer time too, and with three letters for every month', () => {
  expect(formatMoment('2026-09-07T06:00:00Z', 'Europe/Berlin')).toBe('Mon 7 Sep 2026 08:00');
  expect(formatZonedMoment('2026-09-07T06:00:00Z', 'Europe/Berlin')).toBe('Mon 7 Sep 2026 08:00 CEST');
  expect(formatZonedMoment('2026-09-07T06:00:00Z', 'UTC')).toBe('Mon 7 Sep 2026 06:00 UTC');
  expect(formatZonedMoment('soon', 'UTC')).toBe('soon');
});

describe('an age', () => {
  const seen = finding({
    fingerprint: 'f',
    subject: subject('Node a'),
    message: 'm',
    firstSeenAt: '2026-02-28T07:00:00Z',
    runs: 3,
  });
  const since = '2026-03-02T06:12:00Z';

  test('counts from the judged instant', () => {
    expect(formatAge(since, clock)).toBe('for 48 min, since 07:12');
    expect(formatAge(clock.at, clock)).toBe('for 0 s, since 08:00');
  });

  test('has no length when clocks disagree or the instant is none', () => {
    expect(formatAge('2026-03-02T07:00:01Z', clock)).toBe('since 08:00');
    expect(formatAge('?', clock)).toBe('since ?');
  });

  test.each([
    ['new', since, 'for 48 min, since 07:12'],
    ['new', null, 'first seen in this run'],
    ['reopened', since, 'for 48 min, since 07:12; first seen Sat 28 Feb 08:00'],
    ['ongoing', since, 'for 48 min, since 07:12; seen in 3 runs since Sat 28 Feb 08:00'],
    ['ongoing', null, 'seen in 3 runs since Sat 28 Feb 08:00'],
  ] as const)('of a finding that is %s, since %s', (state, at, text) => {
    expect(describeAge({ ...seen, state, since: at }, clock)).toBe(text);
  });
});

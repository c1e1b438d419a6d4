import { describe, expect, it } from 'vitest';
import { fireTimes, localDay, localTime } from '#lib/ledger/fire-times.ts';

function timesOf(schedule: string, timeZone: string, after: string, until: string): string[] {
  return fireTimes({ schedule, timeZone }, new Date(after), new Date(until)).map((at) => at.toISOString().slice(0, 16));
}

describe('a schedule fires', () => {
  it.each([
    [
      'at the same local time before and after clocks change',
      ['0 8 * * *', 'Europe/Berlin', '2026-03-28T00:00:00Z', '2026-03-30T00:00:00Z'],
      ['2026-03-28T07:00', '2026-03-29T06:00'],
    ],
    [
      'not on the day on which its local time does not exist',
      ['30 2 * * *', 'America/New_York', '2026-03-07T00:00:00Z', '2026-03-10T00:00:00Z'],
      ['2026-03-07T07:30', '2026-03-09T06:30'],
    ],
    [
      'once on the day on which its local time comes twice, the first time',
      ['30 2 * * *', 'Europe/Berlin', '2026-10-24T00:00:00Z', '2026-10-26T12:00:00Z'],
      ['2026-10-24T00:30', '2026-10-25T00:30', '2026-10-26T01:30'],
    ],
    [
      'not a second time in the hour that comes twice, however often it fires',
      ['*/30 * * * *', 'Europe/Berlin', '2026-10-24T23:59:00Z', '2026-10-25T02:00:00Z'],
      ['2026-10-25T00:00', '2026-10-25T00:30', '2026-10-25T02:00'],
    ],
    [
      'the first time where clocks change by half an hour',
      ['45 1 * * *', 'Australia/Lord_Howe', '2026-04-03T20:00:00Z', '2026-04-05T20:00:00Z'],
      ['2026-04-04T14:45', '2026-04-05T15:15'],
    ],
    [
      'on Sundays by either of cron’s numbers',
      ['0 8 * * 7', 'UTC', '2026-03-01T08:00:00Z', '2026-03-15T08:00:00Z'],
      ['2026-03-08T08:00', '2026-03-15T08:00'],
    ],
    [
      'on the first of each quarter',
      ['0 10 1 1,4,7,10 *', 'Europe/Berlin', '2026-01-02T00:00:00Z', '2026-08-01T00:00:00Z'],
      ['2026-04-01T08:00', '2026-07-01T08:00'],
    ],
    ['never, when nobody can read it', ['at eight', 'UTC', '2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z'], []],
    ['never within no time', ['* * * * *', 'UTC', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z'], []],
  ] as const)('%s', (_name, [schedule, timeZone, after, until], expected) => {
    expect(timesOf(schedule, timeZone, after, until)).toEqual(expected);
  });
});

it('a day and a time are those of the zone', () => {
  const at = new Date('2026-03-02T23:05:00Z');
  expect([localDay(at, 'Europe/Berlin'), localTime(at, 'Europe/Berlin')]).toEqual(['2026-03-03', '00:05']);
  expect([localDay(at, 'UTC'), localTime(at, 'UTC')]).toEqual(['2026-03-02', '23:05']);
});

import { describe, expect, it } from 'vitest';
import { listDue, readSchedule } from '#lib/checks/backups/schedule.ts';

/** When a schedule is due next, as an ISO instant, or what is wrong with it. */
function nextOf(schedule: string, timeZone: string | null, after: string) {
  const read = readSchedule({ schedule, timeZone });
  return 'mistake' in read ? read : read.next(new Date(after))?.toISOString();
}

describe('a schedule', () => {
  it.each<[string, string | null, string, string]>([
    ['0 2 * * *', 'Europe/Berlin', '2026-03-02T07:00:00Z', '2026-03-03T01:00:00.000Z'],
    ['0 2 * * *', null, '2026-03-02T07:00:00Z', '2026-03-03T02:00:00.000Z'],
    ['@daily', 'America/New_York', '2026-03-02T07:00:00Z', '2026-03-03T05:00:00.000Z'],
    ['@every 6h30m', null, '2026-03-02T07:00:00Z', '2026-03-02T13:30:00.000Z'],
    ['TZ=Asia/Tokyo 0 9 * * *', null, '2026-03-02T07:00:00Z', '2026-03-03T00:00:00.000Z'],
    ['CRON_TZ=UTC 0 9 ? * *', null, '2026-03-02T07:00:00Z', '2026-03-02T09:00:00.000Z'],
    // Both days are restricted: either is enough.
    ['0 0 13 * 5', null, '2026-03-02T07:00:00Z', '2026-03-06T00:00:00.000Z'],
    ['30 1 * * sun', null, '2026-03-02T07:00:00Z', '2026-03-08T01:30:00.000Z'],
  ])('%s in %s', (schedule, timeZone, after, expected) => {
    expect(nextOf(schedule, timeZone, after)).toBe(expected);
  });

  it('is due once on the day on which clocks go back', () => {
    const schedule = readSchedule({ schedule: '30 2 * * *', timeZone: 'Europe/Berlin' });
    if ('mistake' in schedule) throw new Error(schedule.mistake);
    const due = listDue(schedule, new Date('2026-10-24T12:00:00Z'), new Date('2026-10-25T12:00:00Z'));
    expect(due).toHaveLength(1);
  });

  it.each(['', 'never', '0 2 * *', '61 2 * * *', '0 0 2 * * *', '@fortnightly'])('%j is none', (schedule) => {
    expect(nextOf(schedule, null, '2026-03-02T07:00:00Z')).toHaveProperty('mistake');
  });

  it('in an unknown time zone is none', () => {
    expect(nextOf('@daily', 'Europe/Nowhere', '2026-03-02T07:00:00Z')).toEqual({
      mistake: 'Europe/Nowhere is no time zone',
    });
  });

  it('is counted up to a limit', () => {
    const schedule = readSchedule({ schedule: '* * * * *', timeZone: null });
    if ('mistake' in schedule) throw new Error(schedule.mistake);
    expect(listDue(schedule, new Date('2020-01-01'), new Date('2026-01-01'))).toHaveLength(1000);
  });
});

import { expect, it } from 'vitest';
import { readCron } from '#lib/config/cron.ts';
import { toSchedulerCron } from '#lib/infra/scheduler-cron.ts';
import { fireTimes } from '#lib/ledger/fire-times.ts';
import { allWindows } from '#lib/runbook/registry.ts';
import { windowSchedules } from '#lib/runbook/schedules.ts';

it('every window with a schedule is expected by it, and no other', () => {
  const scheduled = allWindows.filter(({ schedule }) => schedule !== undefined);
  expect(Object.fromEntries(scheduled.map(({ id, schedule }) => [id, schedule]))).toEqual(windowSchedules);
});

it.each(Object.entries(windowSchedules))('%s is one that EventBridge Scheduler keeps as well', (_window, schedule) => {
  const cron = readCron(schedule);
  expect('mistake' in cron ? cron.mistake : toSchedulerCron(cron)).toMatch(/^cron\(/);
  const times = fireTimes(
    { schedule, timeZone: 'Europe/Berlin' },
    new Date('2027-12-31T23:00:00Z'),
    new Date('2028-12-31T23:00:00Z'),
  );
  const expected = schedule.endsWith('* * *') ? 366 : schedule.includes(' * * ') ? 52 : 4;
  expect(times).toHaveLength(expected);
});

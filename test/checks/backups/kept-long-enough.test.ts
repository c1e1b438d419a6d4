import { expect, it } from 'vitest';
import { backupsKeptLongEnough } from '#lib/checks/backups/kept-long-enough.ts';
import { configWith } from '../../support/config.ts';
import { observe } from '../../support/observe.ts';
import { buildCronJob, buildRun } from './build-cron-job.ts';

function judge(line: string, tweak: object = {}, config = configWith()) {
  const data = { cronJobs: [buildCronJob(tweak)], backupLogs: [buildRun(2, [line])] };
  const { observations, conclusion } = observe(backupsKeptLongEnough, data, { config });
  return { told: observations.map(({ discriminator, message }) => [discriminator, message]), conclusion };
}

it.each<[string, string, object, string[][]]>([
  // The 30 days hold the one on which clocks go forward.
  ['as long as is asked', 'kept 30', {}, []],
  [
    'too few',
    'kept 29',
    {},
    [['retention', 'Backup CronJob ecommerce/backup-job keeps 29 backups, 29 days of its schedule; 30 days are asked']],
  ],
  ['few of a weekly schedule', 'kept 5', { spec: { schedule: '@weekly' } }, []],
  [
    'one a day too few',
    'kept 1',
    {},
    [['retention', 'Backup CronJob ecommerce/backup-job keeps 1 backups, 1 days of its schedule; 30 days are asked']],
  ],
  [
    'no Job to read',
    'kept 30',
    { spec: { successfulJobsHistoryLimit: 0 } },
    [
      [
        'history',
        'Backup CronJob ecommerce/backup-job keeps no successful Job (successfulJobsHistoryLimit 0): its log cannot be verified',
      ],
    ],
  ],
])('a backup that keeps %s', (_, line, tweak, expected) => {
  expect(judge(line, tweak)).toEqual({ told: expected, conclusion: { examined: 1 } });
});

it('says that a log is silent about it', () => {
  expect(judge('done').conclusion).toEqual({
    examined: 1,
    note: 'the log of ecommerce/backup-job does not say how many backups are kept',
  });
});

it('asks for nothing without retentionDays', () => {
  const config = configWith({ backups: { cronJobs: ['backup-job'] } });
  expect(judge('kept 2', {}, config)).toEqual({ told: [], conclusion: { examined: 1 } });
});

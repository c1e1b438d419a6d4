import { expect, it } from 'vitest';
import { backupsPresent } from '#lib/checks/backups/present.ts';
import { configWith } from '../../support/config.ts';
import { observe } from '../../support/observe.ts';
import { buildCronJob, noBackups } from './build-cron-job.ts';

it('is quiet about a backup that is there', () => {
  expect(observe(backupsPresent, { cronJobs: [buildCronJob()] })).toEqual({ observations: [], conclusion: 1 });
});

it.each([
  ['was deleted', []],
  ['stands in a namespace of somebody else', [buildCronJob({ metadata: { namespace: 'other' } })]],
])('finds a backup that %s', (_, cronJobs) => {
  expect(observe(backupsPresent, { cronJobs })).toEqual({
    observations: [
      {
        subject: { kind: 'CronJob', namespace: 'ecommerce', name: 'backup-job' },
        message: 'Backup CronJob backup-job does not exist in ecommerce: nothing is backed up by it',
      },
    ],
    conclusion: 1,
  });
});

it('does not apply where nothing is a backup', () => {
  const config = configWith({ backups: {} });
  expect(observe(backupsPresent, { cronJobs: [buildCronJob()] }, { config }).conclusion).toEqual(noBackups);
});

import { expect, it } from 'vitest';
import { backupsSucceeded } from '#lib/checks/backups/succeeded.ts';
import type { Job } from '#lib/cluster/sources/jobs.ts';
import { minutesAgo, observe } from '../../support/observe.ts';
import { buildEnded, buildJob } from '../jobs/build-job.ts';
import { buildCronJob } from './build-cron-job.ts';

const own = {
  namespace: 'ecommerce',
  ownerReferences: [{ apiVersion: 'batch/v1', kind: 'CronJob', name: 'backup-job', uid: 'u', controller: true }],
};
const named = (name: string) => ({ ...own, name });
const before = minutesAgo(3000);

function judge(jobs: Job[], lastSuccessfulTime = before) {
  const { observations } = observe(backupsSucceeded, {
    cronJobs: [buildCronJob({ status: { lastSuccessfulTime } })],
    jobs,
  });
  return observations.map(({ discriminator, severity, message }) => [discriminator, severity, message]);
}

it.each<[string, Job[], (string | undefined)[][]]>([
  ['without Jobs', [], []],
  ['whose latest run succeeded', [buildEnded('Failed', 900, named('a')), buildEnded('Complete', 90, named('b'))], []],
  [
    'whose latest run failed',
    [buildEnded('Complete', 900, named('a')), buildEnded('Failed', 90, named('b'))],
    [
      [
        'failed',
        undefined,
        'Backup CronJob ecommerce/backup-job: its latest run, Job b, failed 1 h 30 min ago: Told: as told',
      ],
    ],
  ],
  [
    'whose run goes on for hours',
    [buildJob({ metadata: named('a'), status: { startTime: minutesAgo(300) } })],
    [['going', 'warning', 'Backup CronJob ecommerce/backup-job: Job a has been going on for 5 h, limit 4 h']],
  ],
  ['whose run has just begun', [buildJob({ metadata: named('a') })], []],
  ['of another name', [buildEnded('Failed', 90, { ...named('a'), ownerReferences: null })], []],
])('a backup %s', (_, jobs, expected) => {
  expect(judge(jobs)).toEqual(expected);
});

it('is quiet about a failure that a run which is no longer kept made good', () => {
  expect(judge([buildEnded('Failed', 90, named('a'))], minutesAgo(10))).toEqual([]);
});

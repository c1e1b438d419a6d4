import { expect, it } from 'vitest';
import { backupsLogComplete } from '#lib/checks/backups/log-complete.ts';
import type { BackupRun } from '#lib/cluster/sources/backup-logs.ts';
import { configWith } from '../../support/config.ts';
import { observe } from '../../support/observe.ts';
import { buildCronJob, buildRun, noBackups } from './build-cron-job.ts';

const complete = 'INFO Backup completed in 4 min';

function judge(backupLogs: BackupRun[], config = configWith()) {
  const { observations, conclusion } = observe(
    backupsLogComplete,
    { backupLogs, cronJobs: [buildCronJob()] },
    { config },
  );
  return { told: observations.map(({ discriminator, message }) => [discriminator, message]), conclusion };
}

it.each<[string, string[]]>([
  ['complete', [complete]],
  [
    'complete with what sounds like a fault',
    ['214 tables, 0 errors', 'errors=0 failed: 0', 'done without any error', 'no errors', complete],
  ],
])('a log that is %s is quiet', (_, lines) => {
  expect(judge([buildRun(2, lines)])).toEqual({ told: [], conclusion: 1 });
});

it.each<[string, string[], string[]]>([
  [
    'that ends too early',
    ['INFO dumping'],
    ['incomplete', 'The log of backup Job ecommerce/backup-job-2 does not say that it is complete (backup completed)'],
  ],
  [
    'that ends with a fault',
    ['ERROR connection lost'],
    [
      'incomplete',
      'The log of backup Job ecommerce/backup-job-2 does not say that it is complete (backup completed): ERROR connection lost',
    ],
  ],
  [
    'that is empty',
    [],
    ['incomplete', 'The log of backup Job ecommerce/backup-job-2 does not say that it is complete (backup completed)'],
  ],
  [
    'that is complete with faults',
    ['ERROR in orders', 'checksum mismatch', complete],
    [
      'errors',
      'Backup Job ecommerce/backup-job-2 says that it is complete, but 2 lines tell of a fault: ERROR in orders',
    ],
  ],
])('a log %s', (_, lines, expected) => {
  const { told } = judge([buildRun(2, lines), buildRun(1, [complete])]);
  expect(told).toEqual([expected]);
});

it('judges the last run that ended', () => {
  expect(judge([buildRun(2, [], { phase: 'Running' }), buildRun(1, [complete])])).toEqual({ told: [], conclusion: 1 });
});

it('is unknown, never green, where there is no log', () => {
  expect(judge([]).conclusion).toEqual({
    unknown: 'no log to judge: CronJob ecommerce/backup-job keeps no pod of a run that ended',
  });
  const missing = buildRun(2, [], { log: { missing: 'container not found' } });
  expect(judge([missing]).conclusion).toEqual({
    unknown: 'no log to judge: pod ecommerce/backup-job-2-a: container not found',
  });
});

it('reads the markers that the configuration gives', () => {
  const config = configWith({ backups: { cronJobs: ['backup-job'], log: { completed: '^Finished', error: 'E!' } } });
  expect(judge([buildRun(2, ['ERROR of no weight', 'finished'])], config).told).toEqual([]);
});

it('does not apply where nothing is a backup', () => {
  expect(judge([buildRun(2, [])], configWith({ backups: {} })).conclusion).toEqual(noBackups);
});

import { expect, it } from 'vitest';
import { backupsSizePlausible } from '#lib/checks/backups/size-plausible.ts';
import type { BackupRun } from '#lib/cluster/sources/backup-logs.ts';
import { observe } from '../../support/observe.ts';
import { buildRun } from './build-cron-job.ts';

function judge(backupLogs: BackupRun[]) {
  const { observations, conclusion } = observe(backupsSizePlausible, { backupLogs });
  return {
    told: observations.map(({ discriminator, severity, message }) => [discriminator, severity, message]),
    conclusion,
  };
}

const wrote = (day: number, size: string, seconds = 250) =>
  buildRun(day, [`wrote ${size}`, `Backup completed in ${seconds}s`]);

it.each<[string, BackupRun[], (string | undefined)[][]]>([
  ['as large as before', [wrote(3, '18.6 GiB'), wrote(2, '18.5 GiB'), wrote(1, '18.4 GiB')], []],
  ['larger', [wrote(3, '40 GiB'), wrote(2, '18.5 GiB')], []],
  ['the first', [wrote(3, '1 MB')], []],
  [
    'smaller',
    [wrote(3, '700 MB'), wrote(2, '1 GB'), wrote(1, '1 GB')],
    [['size', undefined, 'Backup Job ecommerce/backup-job-3 wrote 667.6 MiB; the runs before it wrote 953.7 MiB']],
  ],
  ['empty', [wrote(3, '0 B')], [['size', undefined, 'Backup Job ecommerce/backup-job-3 wrote 0 B']]],
  [
    'slow',
    [wrote(3, '1 GB', 1000), wrote(2, '1 GB')],
    [['duration', 'info', 'Backup Job ecommerce/backup-job-3 took 16 min; the runs before it took 4 min']],
  ],
])('a backup that is %s', (_, runs, expected) => {
  expect(judge(runs).told).toEqual(expected);
});

it('measures sizes in bytes and durations, of the container where the log tells none', () => {
  expect(judge([buildRun(3, ['18.5 GiB'])]).conclusion).toEqual({
    examined: 1,
    measurements: {
      'backups/size': {
        'ecommerce/backup-job': { job: 'backup-job-3', sizeBytes: 19_864_223_744, durationMs: 240_000 },
      },
    },
  });
});

it('says that no log names a size', () => {
  expect(judge([buildRun(3, ['done'])]).conclusion).toMatchObject({
    examined: 0,
    note: 'no log of a successful run names a size (backups.log.size)',
  });
});

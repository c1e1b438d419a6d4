import { describe, expect, it } from 'vitest';
import { backupsSizePlausible } from '#lib/checks/backups/size-plausible.ts';
import type { BackupRun } from '#lib/cluster/sources/backup-logs.ts';
import type { BackupFigures, EarlierRuns } from '#lib/cluster/sources/earlier-runs.ts';
import { observe } from '../../support/observe.ts';
import { buildRun } from './build-cron-job.ts';

const none: EarlierRuns<BackupFigures> = { isKept: true, runs: [], unreadable: 0 };

function judge(backupLogs: BackupRun[], earlierBackups = none) {
  const { observations, conclusion } = observe(backupsSizePlausible, { backupLogs, earlierBackups });
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
    [['size', undefined, 'Backup Job ecommerce/backup-job-3 wrote 667.6 MiB; the 2 runs before it wrote 953.7 MiB']],
  ],
  ['empty', [wrote(3, '0 B')], [['size', 'critical', 'Backup Job ecommerce/backup-job-3 wrote 0 B']]],
  [
    'slow',
    [wrote(3, '1 GB', 1000), wrote(2, '1 GB')],
    [['duration', 'info', 'Backup Job ecommerce/backup-job-3 took 16 min; the run before it took 4 min']],
  ],
])('a backup that is %s', (_, runs, expected) => {
  expect(judge(runs).told).toEqual(expected);
});

it('measures sizes in bytes and durations, of the container where the log tells none', () => {
  const figures = {
    'backups/size': {
      'ecommerce/backup-job': {
        job: 'backup-job-3',
        createdAt: '2026-03-03T01:00:00Z',
        sizeBytes: 19_864_223_744,
        durationMs: 240_000,
      },
    },
  };
  const { conclusion } = judge([buildRun(3, ['18.5 GiB'])]);
  expect(conclusion).toEqual({ examined: 1, measurements: figures, remember: figures });
});

it('says that no log names a size', () => {
  expect(judge([buildRun(3, ['done'])]).conclusion).toMatchObject({
    examined: 0,
    note: 'no log of a successful run names a size (backups.log.size)',
  });
});

describe('by what earlier runs kept', () => {
  const gib = 2 ** 30;

  /** What runs kept of Jobs of February: the newest first, one a day from the 28th on back. */
  function keptOf(...sizes: (number | null)[]): EarlierRuns<BackupFigures> {
    const runs = sizes.map((sizeBytes, index) => {
      const createdAt = `2026-02-${28 - index}T01:00:00Z`;
      const figures = { job: `backup-job-f${28 - index}`, createdAt, sizeBytes, durationMs: 250_000 };
      return { run: `run-${index}`, at: createdAt, value: { 'ecommerce/backup-job': figures } };
    });
    return { ...none, runs };
  }

  it.each<[string, EarlierRuns<BackupFigures>, (string | undefined)[][]]>([
    ['as they were', keptOf(gib, gib, gib), []],
    [
      'three times as large',
      keptOf(3 * gib, 3 * gib, 3 * gib),
      [['size', undefined, 'Backup Job ecommerce/backup-job-3 wrote 1 GiB; the 3 runs before it wrote 3 GiB']],
    ],
    [
      'ten times as large',
      keptOf(10 * gib, 10 * gib, 10 * gib, 20 * gib),
      [['size', 'critical', 'Backup Job ecommerce/backup-job-3 wrote 1 GiB; the 4 runs before it wrote 10 GiB']],
    ],
    ['of no size', keptOf(null, null), []],
    ['of another backup', { ...none, runs: [{ run: 'r', at: '2026-02-28T01:00:00Z', value: {} }] }, []],
  ])('a backup whose pods are alone is held against those that were %s', (_, kept, expected) => {
    expect(judge([wrote(3, '1 GiB')], kept).told).toEqual(expected);
  });

  it('takes the newest alone, so that what is smaller on purpose is usual after a while', () => {
    const kept = keptOf(...Array.from({ length: 8 }, () => gib), ...Array.from({ length: 12 }, () => 9 * gib));
    expect(judge([wrote(3, '1 GiB')], kept).told).toEqual([]);
  });

  it('counts a Job once, however many runs saw it, and never the last one itself', () => {
    const figures = (job: string, createdAt: string, sizeBytes: number) => ({
      run: 'r',
      at: createdAt,
      value: { 'ecommerce/backup-job': { job, createdAt, sizeBytes, durationMs: null } },
    });
    const runs = [
      figures('backup-job-3', '2026-03-03T01:00:00Z', gib),
      figures('backup-job-2', '2026-03-02T01:00:00Z', 4 * gib),
      figures('backup-job-2', '2026-03-02T01:00:00Z', 4 * gib),
      // of the same name, and another one
      figures('backup-job-3', '2026-02-03T01:00:00Z', 4 * gib),
    ];
    expect(judge([wrote(3, '1 GiB')], { ...none, runs }).told).toEqual([
      ['size', undefined, 'Backup Job ecommerce/backup-job-3 wrote 1 GiB; the 2 runs before it wrote 4 GiB'],
    ]);
  });
});

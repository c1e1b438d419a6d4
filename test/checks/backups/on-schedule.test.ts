import { expect, it } from 'vitest';
import { backupsOnSchedule } from '#lib/checks/backups/on-schedule.ts';
import { configWith } from '../../support/config.ts';
import { observe } from '../../support/observe.ts';
import { buildCronJob, noBackups } from './build-cron-job.ts';

const overdue = { status: { lastSuccessfulTime: '2026-03-01T01:04:00Z' } };
const last =
  'Backup CronJob ecommerce/backup-job last succeeded 1 d 5 h ago; 1 run of its schedule 0 2 * * * (Europe/Berlin) missed since';

function judge(tweak: object, settings = {}) {
  const { observations, conclusion } = observe(backupsOnSchedule, { cronJobs: [buildCronJob(tweak)] }, { settings });
  const age = (conclusion as unknown as { measurements: { 'backups/age': Record<string, unknown> } }).measurements[
    'backups/age'
  ];
  return {
    told: observations.map(({ discriminator, message }) => [discriminator, message]),
    age: age['ecommerce/backup-job'],
  };
}

it.each<[string, object, string[][]]>([
  ['succeeded since it was due', {}, []],
  ['is not due yet', { metadata: { creationTimestamp: '2026-03-02T05:00:00Z' }, status: null }, []],
  [
    'is due within the last hour',
    { spec: { schedule: '30 7 * * *' }, status: { lastSuccessfulTime: '2026-03-01T07:00:00Z' } },
    [],
  ],
  ['ran and did not succeed', overdue, [['overdue', `${last}: runs were started and did not succeed`]]],
  [
    'was not started in time',
    {
      spec: { startingDeadlineSeconds: 60 },
      status: { lastSuccessfulTime: '2026-03-01T01:04:00Z', lastScheduleTime: '2026-03-01T01:00:00Z' },
    },
    [['overdue', `${last}: none was started, perhaps because none could be within 60 s`]],
  ],
  [
    'is held up by a run that goes on',
    {
      spec: { concurrencyPolicy: 'Forbid' },
      status: { ...overdue.status, lastScheduleTime: '2026-03-01T23:00:00Z', active: [{ name: 'x' }] },
    },
    [['overdue', `${last}: an earlier run still goes on, started 8 h ago, and its policy is Forbid`]],
  ],
  [
    'has never succeeded',
    { metadata: { creationTimestamp: '2026-02-28T12:00:00Z' }, status: null },
    [
      [
        'overdue',
        'Backup CronJob ecommerce/backup-job has never succeeded; 2 runs of its schedule 0 2 * * * (Europe/Berlin) missed since',
      ],
    ],
  ],
  [
    'is suspended',
    { spec: { suspend: true } },
    [['suspended', 'Backup CronJob ecommerce/backup-job is suspended: it makes no backups']],
  ],
  [
    'has a zone that nobody knows',
    { spec: { timeZone: 'Mars/Base' } },
    [
      [
        'schedule',
        'Backup CronJob ecommerce/backup-job is never due: its schedule "0 2 * * *" in Mars/Base cannot be read (Mars/Base is no time zone)',
      ],
    ],
  ],
  ['has odd instants', { metadata: { creationTimestamp: 'never' }, status: { lastSuccessfulTime: 'soon' } }, []],
])('a backup that %s', (_, tweak, expected) => {
  expect(judge(tweak).told).toEqual(expected);
});

it('measures the age of each backup', () => {
  expect(judge({}).age).toEqual({
    lastSuccess: '2026-03-02T01:04:00Z',
    expectedBy: '2026-03-03T01:00:00.000Z',
    periodsMissed: 0,
  });
  expect(judge(overdue).age).toEqual({
    lastSuccess: '2026-03-01T01:04:00Z',
    expectedBy: '2026-03-02T01:00:00.000Z',
    periodsMissed: 1,
  });
});

it('gives what is due its time', () => {
  expect(judge(overdue, { graceMinutes: 600 }).told).toEqual([]);
});

it('judges a CronJob that is a backup by its labels', () => {
  const config = configWith({ backups: { labels: { role: 'backup' } } });
  const labelled = buildCronJob({ metadata: { name: 'dump', labels: { role: 'backup' } }, spec: { suspend: true } });
  const { observations, conclusion } = observe(backupsOnSchedule, { cronJobs: [labelled, buildCronJob()] }, { config });
  expect(observations.map(({ subject }) => subject.name)).toEqual(['dump']);
  expect(conclusion).toMatchObject({ examined: 1 });
});

it('does not apply where nothing is a backup', () => {
  const config = configWith({ backups: {} });
  expect(observe(backupsOnSchedule, { cronJobs: [buildCronJob()] }, { config }).conclusion).toEqual(noBackups);
});

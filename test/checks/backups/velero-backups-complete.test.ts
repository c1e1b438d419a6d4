import { expect, it } from 'vitest';
import { backupsVeleroBackupsComplete } from '#lib/checks/backups/velero-backups-complete.ts';
import { toBackup, toSchedule } from '#lib/cluster/sources/velero.ts';
import { minutesAgo, observe } from '../../support/observe.ts';

const labels = { 'velero.io/schedule-name': 'nightly' };

function backup(name: string, minutes: number, phase: string, more: object = {}) {
  const status = { phase, completionTimestamp: minutesAgo(minutes), ...more };
  return toBackup({
    metadata: { name, namespace: 'velero', labels, creationTimestamp: minutesAgo(minutes + 5) },
    status,
  });
}

function judge(veleroBackups: ReturnType<typeof backup>[], tweak: { spec?: object; status?: object } = {}) {
  const metadata = { name: 'nightly', namespace: 'velero', creationTimestamp: minutesAgo(9000) };
  const schedule = toSchedule({
    metadata,
    spec: { schedule: '0 1 * * *', ...tweak.spec },
    status: { ...tweak.status },
  });
  const { observations } = observe(backupsVeleroBackupsComplete, { veleroSchedules: [schedule], veleroBackups });
  return observations.map(({ discriminator, message }) => [discriminator, message]);
}

it.each<[string, ReturnType<typeof backup>[], string[][]]>([
  ['a complete backup', [backup('b', 350, 'Completed')], []],
  ['a failure made good', [backup('a', 360, 'Failed'), backup('b', 350, 'Completed')], []],
  ['a new backup going on', [backup('a', 350, 'Completed'), backup('b', 1, 'InProgress')], []],
  [
    'a backup that lacks part',
    [backup('b', 350, 'PartiallyFailed', { errors: 3, failureReason: 'timeout' })],
    [['failed', 'Velero schedule velero/nightly: its latest backup b ended PartiallyFailed, 3 errors: timeout']],
  ],
  [
    'an old backup',
    [backup('b', 3000, 'Completed')],
    [
      [
        'overdue',
        'Velero schedule velero/nightly: its last complete backup is 2 d 2 h old, 2 runs of 0 1 * * * missed',
      ],
    ],
  ],
  [
    'no backup',
    [],
    [['overdue', 'Velero schedule velero/nightly: it has no complete backup, 6 runs of 0 1 * * * missed']],
  ],
])('a schedule with %s', (_, backups, expected) => {
  expect(judge(backups)).toEqual(expected);
});

it('tells of a schedule that is paused or not valid', () => {
  expect(judge([], { spec: { paused: true } })).toEqual([
    ['paused', 'Velero schedule velero/nightly is paused: it makes no backups'],
  ]);
  const status = { phase: 'FailedValidation', validationErrors: ['bad cron'] };
  expect(judge([], { status })).toEqual([['schedule', 'Velero schedule velero/nightly is not valid: bad cron']]);
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { backupsOnSchedule } from '#lib/checks/backups/on-schedule.ts';
import { backupsVeleroBackupsComplete } from '#lib/checks/backups/velero-backups-complete.ts';
import { backupsVeleroStorageAvailable } from '#lib/checks/backups/velero-storage-available.ts';
import { backupsVolumeSnapshotsReady } from '#lib/checks/backups/volume-snapshots-ready.ts';
import { toCronJob } from '#lib/cluster/sources/jobs.ts';
import { toBackup, toLocation, toSchedule } from '#lib/cluster/sources/velero.ts';
import { toVolumeSnapshot } from '#lib/cluster/sources/volume-snapshots.ts';
import { observe } from '../../support/observe.ts';

const instant = fc.constantFrom(
  undefined,
  'never',
  '0001-01-01T00:00:00Z',
  '2026-03-02T01:00:00Z',
  '2999-01-01T00:00:00Z',
);
const schedule = fc.oneof(
  fc.constantFrom('* * * * *', '@daily', '@every 0s', '@every 1h1m', 'TZ=Mars/X @daily', '0 0 30 2 *', '0 2 * * *'),
  fc.string(),
);
const metadata = fc.record({
  name: fc.constant('backup-job'),
  namespace: fc.constant('ecommerce'),
  creationTimestamp: instant,
});
const status = fc.option(
  fc.record(
    { lastSuccessfulTime: instant, phase: fc.string(), completionTimestamp: instant, error: fc.constant({}) },
    { requiredKeys: [] },
  ),
);

it('no object that an API server can store makes a check of backups throw', () => {
  const raw = fc.record({ metadata, spec: fc.record({ schedule, timeZone: fc.option(fc.string()) }), status });
  fc.assert(
    fc.property(raw, (object) => {
      // The API leaves out what has no value; null stands for it here.
      const item = JSON.parse(JSON.stringify(object, (_key, value: unknown) => value ?? undefined));
      observe(backupsOnSchedule, { cronJobs: [toCronJob(item)] });
      observe(backupsVeleroStorageAvailable, { veleroLocations: [toLocation(item)] });
      observe(backupsVolumeSnapshotsReady, { volumeSnapshots: [toVolumeSnapshot(item)] });
      const { conclusion } = observe(backupsVeleroBackupsComplete, {
        veleroSchedules: [toSchedule(item)],
        veleroBackups: [toBackup(item)],
      });
      expect(conclusion).toBe(1);
    }),
    { numRuns: 200 },
  );
});

import { expect, it } from 'vitest';
import { backupsVeleroStorageAvailable } from '#lib/checks/backups/velero-storage-available.ts';
import { toLocation } from '#lib/cluster/sources/velero.ts';
import { observe } from '../../support/observe.ts';

it.each<[string, object | null, string[]]>([
  ['is available', { phase: 'Available' }, []],
  ['was not looked at yet', null, []],
  [
    'is unavailable',
    { phase: 'Unavailable', message: 'no such bucket' },
    ['Velero cannot reach BackupStorageLocation velero/s3: no such bucket'],
  ],
])('a location that %s', (_, status, expected) => {
  const veleroLocations = [toLocation({ metadata: { name: 's3', namespace: 'velero' }, status })];
  const { observations, conclusion } = observe(backupsVeleroStorageAvailable, { veleroLocations });
  expect([observations.map(({ message }) => message), conclusion]).toEqual([expected, 1]);
});

import { expect, it } from 'vitest';
import { backupsVolumeSnapshotsReady } from '#lib/checks/backups/volume-snapshots-ready.ts';
import { toVolumeSnapshot } from '#lib/cluster/sources/volume-snapshots.ts';
import { minutesAgo, observe } from '../../support/observe.ts';

it.each<[string, number, object | null, object, string[]]>([
  ['is ready', 100, { readyToUse: true }, {}, []],
  ['is young', 10, null, {}, []],
  ['is being deleted', 100, null, { deletionTimestamp: minutesAgo(1) }, []],
  ['had an error once', 100, { readyToUse: true, error: { message: 'throttled' } }, {}, []],
  ['has no status', 100, null, {}, ['VolumeSnapshot shop/s of claim data is not ready after 1 h 40 min']],
  [
    'failed',
    100,
    { error: { message: 'limit' } },
    {},
    ['VolumeSnapshot shop/s of claim data is not ready after 1 h 40 min: limit'],
  ],
])('a snapshot that %s', (_, minutes, status, metadata, expected) => {
  const raw = {
    metadata: { name: 's', namespace: 'shop', creationTimestamp: minutesAgo(minutes), ...metadata },
    spec: { source: { persistentVolumeClaimName: 'data' } },
    status,
  };
  const { observations, conclusion } = observe(backupsVolumeSnapshotsReady, {
    volumeSnapshots: [toVolumeSnapshot(raw)],
  });
  expect([observations.map(({ message }) => message), conclusion]).toEqual([expected, 1]);
});

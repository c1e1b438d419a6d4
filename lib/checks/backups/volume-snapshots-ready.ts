import { volumeSnapshots } from '#lib/cluster/sources/volume-snapshots.ts';
import { defineCheck } from '../check.ts';
import { ageMinutes, ageMs, formatDuration } from '../duration.ts';
import { quote } from '../pods/pod-words.ts';

/**
 * Every VolumeSnapshot can be restored from: it became ready within its time and tells of no error.
 *
 * Reads: snapshot.storage.k8s.io/v1 VolumeSnapshot .status.readyToUse, .error
 * Quiet for: clusters without the snapshot API; snapshots younger than `graceMinutes` or being deleted; errors of the past
 */
export const backupsVolumeSnapshotsReady = defineCheck({
  id: 'backups/volume-snapshots-ready',
  title: 'Every VolumeSnapshot can be restored from',
  severity: 'warning',
  remediation: [
    { text: 'Look at the snapshot and its events.', command: 'kubectl describe volumesnapshot {name} -n {namespace}' },
    {
      text: 'Look at the snapshot controller and the driver: rights, class, limits of the provider.',
      command: 'kubectl get volumesnapshotclasses,volumesnapshotcontents',
    },
    {
      text: 'Mend the cause and make a new snapshot; delete this one.',
      verify: 'kubectl get volumesnapshots -n {namespace}',
    },
  ],
  reads: [volumeSnapshots],
  settings: { graceMinutes: 60 },
  *run({ volumeSnapshots }, { now, settings }) {
    for (const { namespace, name, isReady, deletionAt, createdAt, error, claim, errorAt } of volumeSnapshots) {
      if (isReady || deletionAt !== null || ageMinutes(now, createdAt) < settings.graceMinutes) continue;
      const of = claim ? ` of claim ${claim}` : '';
      yield {
        subject: { kind: 'VolumeSnapshot', namespace, name },
        owner: claim
          ? { kind: 'PersistentVolumeClaim', namespace, name: claim }
          : { kind: 'VolumeSnapshot', namespace, name },
        message: `VolumeSnapshot ${namespace}/${name}${of} is not ready after ${formatDuration(ageMs(now, createdAt))}${quote(error)}`,
        since: errorAt ?? createdAt,
        evidence: { claim },
      };
    }
    return volumeSnapshots.length;
  },
});

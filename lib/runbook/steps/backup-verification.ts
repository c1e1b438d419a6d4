import { backupsDatabasesRestorable } from '#lib/checks/backups/databases-restorable.ts';
import { backupsKeptLongEnough } from '#lib/checks/backups/kept-long-enough.ts';
import { backupsLogComplete } from '#lib/checks/backups/log-complete.ts';
import { backupsOnSchedule } from '#lib/checks/backups/on-schedule.ts';
import { backupsPresent } from '#lib/checks/backups/present.ts';
import { backupsRecoveryPointsRecent } from '#lib/checks/backups/recovery-points-recent.ts';
import { backupsSizePlausible } from '#lib/checks/backups/size-plausible.ts';
import { backupsSucceeded } from '#lib/checks/backups/succeeded.ts';
import { backupsVeleroBackupsComplete } from '#lib/checks/backups/velero-backups-complete.ts';
import { backupsVeleroStorageAvailable } from '#lib/checks/backups/velero-storage-available.ts';
import { backupsVolumeSnapshotsReady } from '#lib/checks/backups/volume-snapshots-ready.ts';
import { jobsFinishInTime } from '#lib/checks/jobs/finish-in-time.ts';
import { jobsSucceeded } from '#lib/checks/jobs/succeeded.ts';
import type { Step } from '../window.ts';

/** Backup Verification, as the evening and the week have it. */
export const backupVerification: Step = {
  id: 'backup-verification',
  title: 'Backup Verification',
  rows: [
    {
      command: 'kubectl get cronjobs -n ecommerce',
      checks: [
        backupsPresent,
        backupsOnSchedule,
        backupsVeleroStorageAvailable,
        backupsVeleroBackupsComplete,
        backupsVolumeSnapshotsReady,
        backupsRecoveryPointsRecent,
        backupsDatabasesRestorable,
      ],
    },
    { command: 'kubectl get jobs -n ecommerce', checks: [backupsSucceeded, jobsSucceeded, jobsFinishInTime] },
    {
      command: 'kubectl logs -l job-name=backup-job -n ecommerce --tail=50',
      checks: [backupsLogComplete, backupsSizePlausible, backupsKeptLongEnough],
    },
  ],
  actions: [
    {
      ifIssue: 'Backup Failed',
      checks: [
        backupsPresent,
        backupsOnSchedule,
        backupsSucceeded,
        jobsSucceeded,
        jobsFinishInTime,
        backupsVeleroBackupsComplete,
        backupsRecoveryPointsRecent,
        backupsDatabasesRestorable,
      ],
    },
    {
      ifIssue: 'Backup Incomplete',
      checks: [backupsLogComplete, backupsSizePlausible, backupsKeptLongEnough, backupsVeleroStorageAvailable],
    },
    { ifIssue: 'Backup Corrupted', checks: [backupsLogComplete, backupsSizePlausible, backupsVolumeSnapshotsReady] },
  ],
};

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
import type { Step } from '../window.ts';

/** Backup Validation, as the month of disaster recovery has it. */
export const backupValidation: Step = {
  id: 'backup-validation',
  title: 'Backup Validation',
  rows: [
    {
      command: 'kubectl logs -l job-name=backup-job -n ecommerce --tail=100 | grep -i "backup completed"',
      checks: [backupsLogComplete, backupsSizePlausible, backupsVolumeSnapshotsReady, backupsVeleroBackupsComplete],
    },
    {
      command: 'kubectl get cronjobs -n ecommerce',
      checks: [
        backupsKeptLongEnough,
        backupsPresent,
        backupsOnSchedule,
        backupsSucceeded,
        backupsVeleroStorageAvailable,
        backupsRecoveryPointsRecent,
        backupsDatabasesRestorable,
      ],
    },
  ],
  actions: [
    {
      ifIssue: 'Backup Integrity Issues',
      checks: [backupsLogComplete, backupsSizePlausible, backupsVolumeSnapshotsReady],
    },
    { ifIssue: 'Retention Issues', checks: [backupsKeptLongEnough] },
    {
      ifIssue: 'Backup Failures',
      checks: [
        backupsPresent,
        backupsOnSchedule,
        backupsSucceeded,
        backupsVeleroBackupsComplete,
        backupsVeleroStorageAvailable,
        backupsRecoveryPointsRecent,
        backupsDatabasesRestorable,
      ],
    },
  ],
};

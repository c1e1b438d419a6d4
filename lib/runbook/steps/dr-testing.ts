import { backupsLogComplete } from '#lib/checks/backups/log-complete.ts';
import { backupsOnSchedule } from '#lib/checks/backups/on-schedule.ts';
import { recoveryBackupRestores } from '#lib/checks/recovery/backup-restores.ts';
import { recoveryDrPodStarts } from '#lib/checks/recovery/dr-pod-starts.ts';
import type { Step } from '../window.ts';

/** DR Testing, as the month of disaster recovery has it. */
export const drTesting: Step = {
  id: 'dr-testing',
  title: 'DR Testing',
  rows: [
    // Beyond the pod: the restore drill, where one is configured.
    { command: 'kubectl create -f dr-test-pod.yaml', checks: [recoveryDrPodStarts, recoveryBackupRestores] },
    {
      command: 'kubectl wait --for=condition=Ready pod/dr-test-pod -n ecommerce --timeout=60s',
      checks: [recoveryDrPodStarts],
    },
    { command: 'kubectl delete pod dr-test-pod -n ecommerce', checks: [recoveryDrPodStarts] },
  ],
  actions: [
    { ifIssue: 'DR Test Failed', checks: [recoveryDrPodStarts] },
    { ifIssue: 'Recovery Issues', checks: [recoveryDrPodStarts, recoveryBackupRestores] },
    // Judged in the step after this one: the window runs both.
    { ifIssue: 'Backup Issues', checks: [backupsOnSchedule, backupsLogComplete] },
  ],
};

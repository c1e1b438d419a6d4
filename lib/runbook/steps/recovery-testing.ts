import { backupsLogComplete } from '#lib/checks/backups/log-complete.ts';
import { backupsOnSchedule } from '#lib/checks/backups/on-schedule.ts';
import { recoveryBackupRestores } from '#lib/checks/recovery/backup-restores.ts';
import { recoveryTestPodStarts } from '#lib/checks/recovery/test-pod-starts.ts';
import type { Step } from '../window.ts';

/** Recovery Testing, as the week has it. */
export const recoveryTesting: Step = {
  id: 'recovery-testing',
  title: 'Recovery Testing',
  rows: [
    // Beyond the pod: the restore drill, where one is configured.
    { command: 'kubectl create -f test-recovery-pod.yaml', checks: [recoveryTestPodStarts, recoveryBackupRestores] },
    {
      command: 'kubectl wait --for=condition=Ready pod/test-recovery-pod -n ecommerce --timeout=60s',
      checks: [recoveryTestPodStarts],
    },
    { command: 'kubectl delete pod test-recovery-pod -n ecommerce', checks: [recoveryTestPodStarts] },
  ],
  actions: [
    { ifIssue: 'Recovery Failed', checks: [recoveryTestPodStarts] },
    // Judged in the step before this one: the window runs both.
    { ifIssue: 'Backup Issues', checks: [backupsOnSchedule, backupsLogComplete] },
    { ifIssue: 'Restoration Issues', checks: [recoveryTestPodStarts, recoveryBackupRestores, backupsLogComplete] },
  ],
};

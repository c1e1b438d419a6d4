import type { RemediationStep } from '../check.ts';

/** What to do when the latest backup could not be restored. */
export const restoreRemediation: readonly RemediationStep[] = [
  {
    text: 'Read why: the message has what Job, pod and events say, and the evidence the end of its log.',
    command: 'kubectl get events -n {namespace} --sort-by=.lastTimestamp',
  },
  {
    text: 'Look whether the latest backups are there and whole; until a drill succeeds, count on none of them.',
    command: 'kubectl get jobs -A --sort-by=.status.startTime',
  },
  {
    text: 'Make a new backup, mend what the restore failed at, and drill again.',
    verify: 'runbook run weekly-recovery --only recovery/backup-restores',
  },
];

/** What to do when the restore took too long. */
export const timeRemediation: readonly RemediationStep[] = [
  {
    text: 'Look where the time went: the log of the Job has it step by step; the runs before tell since when.',
    command: 'runbook history --window weekly-recovery',
  },
  {
    text: 'Give the restore more (processor, parallel workers, faster volumes), or agree on another target.',
    verify: 'runbook run weekly-recovery --only recovery/backup-restores',
  },
];

/** What to do when the restored data is too old. */
export const pointRemediation: readonly RemediationStep[] = [
  { text: 'Look when the backups last ran and succeeded.', command: 'kubectl get cronjobs -A' },
  {
    text: 'Back up more often, or ship the log of changes between backups; else agree on another target.',
    verify: 'runbook run weekly-recovery --only recovery/backup-restores',
  },
];

/** What to do when the drill's Job does not go. */
export const leftJobRemediation: readonly RemediationStep[] = [
  {
    text: 'Look what holds the Job or its pods: a node that is gone, a finalizer.',
    command: 'kubectl get jobs,pods -n {namespace} -l eks-runbook/probe=restore-drill -o yaml',
  },
  {
    text: 'When the node is gone for good, delete what is left by force.',
    command: 'kubectl delete jobs,pods -n {namespace} -l eks-runbook/probe=restore-drill --grace-period=0 --force',
    verify: 'kubectl get jobs,pods -n {namespace} -l eks-runbook/probe=restore-drill',
  },
];

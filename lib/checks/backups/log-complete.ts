import { type BackupRun, backupLogs } from '#lib/cluster/sources/backup-logs.ts';
import { cronJobs } from '#lib/cluster/sources/jobs.ts';
import { defineCheck, type Observation, type RemediationStep } from '../check.ts';
import { chooseBackups, noBackups } from './backup-jobs.ts';
import { groupRuns, type LogFigures, readFigures } from './log-figures.ts';

const look: RemediationStep = {
  text: 'Read the whole log of the run.',
  command: 'kubectl logs {pod} -n {namespace} --all-containers',
};

/**
 * The log of the last run of each backup says that the backup is complete, and tells of no fault: a Job that ends well
 * has not always written a backup.
 *
 * Reads: v1 pods/log of the newest pod of each backup Job that is still there; batch/v1 CronJob .metadata
 * Quiet for: "0 errors" and the like; a run that goes on (the one before it is judged)
 */
export const backupsLogComplete = defineCheck({
  id: 'backups/log-complete',
  title: 'The log of every backup says that it is complete and without errors',
  severity: 'critical',
  remediation: [
    look,
    {
      text: 'Look at the space that it writes to: its volumes and its storage.',
      command: 'kubectl describe pod {pod} -n {namespace}',
    },
    {
      text: 'Until a run is complete, the backup before it is the one to restore from. Mend the cause and run it again.',
      command: 'kubectl create job -n {namespace} --from={owner} {job}-again',
      verify: 'kubectl logs -n {namespace} -l job-name={job}-again --tail=20',
    },
  ],
  reads: [backupLogs, cronJobs],
  *run({ backupLogs: runs, cronJobs }, { config }) {
    const backups = chooseBackups(config, cronJobs);
    if (!runs || !backups) return noBackups;
    const ended = runs.filter(({ phase }) => phase === 'Succeeded' || phase === 'Failed');
    const missing: string[] = [];
    const judged = new Set<string>();
    for (const [last] of groupRuns(ended)) {
      if (!last) continue;
      judged.add(`${last.namespace}/${last.owner.name}`);
      if ('missing' in last.log) missing.push(`pod ${last.namespace}/${last.pod}: ${last.log.missing}`);
      else yield* judgeLog(last, readFigures(last.log.lines, config.backups.log), config.backups.log.completed);
    }
    for (const { namespace, name, lastScheduledAt } of backups) {
      if (lastScheduledAt !== null && !judged.has(`${namespace}/${name}`))
        missing.push(`CronJob ${namespace}/${name} keeps no pod of a run that ended`);
    }
    if (missing.length > 0) return { unknown: `no log to judge: ${missing.slice(0, 3).join('; ')}` };
    return judged.size;
  },
});

function* judgeLog(run: BackupRun, { isComplete, errors }: LogFigures, completed: string): Generator<Observation> {
  const { owner, namespace, job, pod } = run;
  const shared = {
    subject: { kind: 'Job', namespace, name: job },
    owner,
    evidence: { pod, job, errors: errors.slice(0, 5) },
  };
  const first = errors[0] ? `: ${errors[0].trim().slice(0, 300)}` : '';
  if (!isComplete) {
    const message = `The log of backup Job ${namespace}/${job} does not say that it is complete (${completed})${first}`;
    yield { ...shared, discriminator: 'incomplete', message };
  } else if (errors.length > 0) {
    const lines = errors.length === 1 ? 'a line tells' : `${errors.length} lines tell`;
    const message = `Backup Job ${namespace}/${job} says that it is complete, but ${lines} of a fault${first}`;
    yield { ...shared, discriminator: 'errors', message, severity: 'warning' };
  }
}

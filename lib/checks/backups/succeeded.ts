import { type CronJob, cronJobs, type Job, jobs } from '#lib/cluster/sources/jobs.ts';
import { defineCheck, type Observation } from '../check.ts';
import { ageMinutes, ageMs, formatDuration } from '../duration.ts';
import { endOf, hasFailed } from '../jobs/outcome.ts';
import { quote } from '../pods/pod-words.ts';
import { chooseBackups, noBackups, subjectOf } from './backup-jobs.ts';

/**
 * The latest run of each backup that ended succeeded, and none goes on for too long. Judged by the latest outcome: pods
 * that failed on the way, and failures before a success, do not count.
 *
 * Reads: batch/v1 Job .status.conditions, .startTime, .metadata.ownerReferences; CronJob .status.lastSuccessfulTime
 * Quiet for: backups whose Jobs are no longer kept (backups/on-schedule judges their age)
 */
export const backupsSucceeded = defineCheck({
  id: 'backups/succeeded',
  title: 'The latest run of every backup succeeded',
  severity: 'critical',
  remediation: [
    { text: 'Look at the Job’s conditions and events.', command: 'kubectl describe job {job} -n {namespace}' },
    { text: 'Read what the backup wrote.', command: 'kubectl logs -n {namespace} -l job-name={job} --tail=100' },
    {
      text: 'Mend the cause (space, credentials, reach of the database), then run it again.',
      command: 'kubectl create job -n {namespace} --from=cronjob/{name} {name}-again',
      verify: 'kubectl wait -n {namespace} --for=condition=Complete job/{name}-again --timeout=60m',
    },
  ],
  reads: [cronJobs, jobs],
  settings: { limitMinutes: 240 },
  *run({ cronJobs, jobs }, { config, now, settings }) {
    const backups = chooseBackups(config, cronJobs);
    if (!backups) return noBackups;
    for (const backup of backups) {
      const [latest, ...going] = splitRuns(backup, jobs);
      if (latest && hasFailed(latest) && !hasSucceededSince(backup, latest)) yield describeFailed(backup, latest, now);
      const slow = going.find((job) => ageMinutes(now, job.startedAt ?? job.createdAt) >= settings.limitMinutes);
      if (slow) yield describeSlow(backup, slow, now, settings.limitMinutes);
    }
    return backups.length;
  },
});

/** The newest run that ended, then those that go on. */
function splitRuns(backup: CronJob, jobs: readonly Job[]): [Job | undefined, ...Job[]] {
  const own = jobs.filter(
    ({ owner, namespace, deletionAt, isSuspended }) =>
      owner.kind === 'CronJob' &&
      owner.name === backup.name &&
      namespace === backup.namespace &&
      !deletionAt &&
      !isSuspended,
  );
  const newestFirst = own.toSorted((one, other) => (other.createdAt ?? '').localeCompare(one.createdAt ?? ''));
  return [newestFirst.find((job) => endOf(job)), ...newestFirst.filter((job) => !endOf(job))];
}

function hasSucceededSince({ lastSuccessfulAt }: CronJob, job: Job): boolean {
  return (lastSuccessfulAt ?? '') > (endOf(job)?.lastTransitionAt ?? job.createdAt ?? '');
}

function describeFailed(backup: CronJob, job: Job, now: Date): Observation {
  const end = endOf(job);
  const since = end?.lastTransitionAt ?? null;
  const ago = since ? ` ${formatDuration(ageMs(now, since))} ago` : '';
  const reason = end?.reason || 'no reason given';
  return {
    subject: subjectOf(backup),
    discriminator: 'failed',
    message: `Backup CronJob ${backup.namespace}/${backup.name}: its latest run, Job ${job.name}, failed${ago}: ${reason}${quote(end?.message ?? '')}`,
    since,
    evidence: { job: job.name, reason, failedPods: job.failedPods, lastSuccessfulAt: backup.lastSuccessfulAt },
  };
}

function describeSlow(backup: CronJob, job: Job, now: Date, limitMinutes: number): Observation {
  const since = job.startedAt ?? job.createdAt;
  return {
    subject: subjectOf(backup),
    discriminator: 'going',
    severity: 'warning',
    message: `Backup CronJob ${backup.namespace}/${backup.name}: Job ${job.name} has been going on for ${formatDuration(ageMs(now, since))}, limit ${formatDuration(limitMinutes * 60_000)}`,
    since,
    evidence: { job: job.name, concurrencyPolicy: backup.concurrencyPolicy },
  };
}

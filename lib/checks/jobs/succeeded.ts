import { type CronJob, cronJobs, type Job, jobs } from '#lib/cluster/sources/jobs.ts';
import { defineCheck, type RemediationStep } from '../check.ts';
import { ageMinutes, ageMs, formatDuration } from '../duration.ts';
import { endOf, hasFailed, subjectOf } from './outcome.ts';

const look: readonly RemediationStep[] = [
  { text: 'Look at the Job’s conditions and events.', command: 'kubectl describe job {name} -n {namespace}' },
  { text: 'Read what its pods wrote.', command: 'kubectl logs -n {namespace} -l job-name={name} --tail=100' },
];
const runAgain: RemediationStep = {
  text: 'When the cause is mended, run it now: a success resolves the finding.',
  command: 'kubectl create job -n {namespace} --from={owner} {name}-again',
  verify: 'kubectl wait -n {namespace} --for=condition=Complete job/{name}-again --timeout=30m',
};
const remove: RemediationStep = {
  text: 'When it is of no more use, delete it; give Jobs that nobody looks after a ttlSecondsAfterFinished.',
  command: 'kubectl delete job {name} -n {namespace}',
  verify: 'kubectl get jobs -n {namespace}',
};

/**
 * The latest Job of each CronJob succeeded, and no other Job has failed. A Job that is Complete succeeded, however many of
 * its pods failed on the way; a later success of the same CronJob resolves an earlier failure.
 *
 * Reads: batch/v1 Job .status.conditions (Complete, Failed), .metadata.ownerReferences; CronJob .status.lastSuccessfulTime
 * Quiet for: failures that a later run made good; a Job of no CronJob that failed more than a day ago is information.
 */
export const jobsSucceeded = defineCheck({
  id: 'jobs/succeeded',
  title: 'The latest Job of each CronJob succeeded, and no other Job failed',
  severity: 'warning',
  remediation: [...look, remove],
  reads: [jobs, cronJobs],
  settings: { recentMinutes: 1440 },
  *run({ jobs, cronJobs }, { now, settings }) {
    const ended = jobs.filter((job) => endOf(job) !== undefined && job.deletionAt === null);
    for (const runs of Map.groupBy(ended, lineOf).values()) {
      const [job, ...earlier] = runs.toSorted((a, b) => (b.createdAt ?? '').localeCompare(a.createdAt ?? ''));
      if (!job || !hasFailed(job) || hasSucceededSince(job, cronJobs)) continue;
      const isOfCronJob = job.owner.kind === 'CronJob';
      const isOld = ageMinutes(now, endOf(job)?.lastTransitionAt) >= settings.recentMinutes;
      yield {
        ...observe(job, earlier, now),
        ...(isOfCronJob && { remediation: [...look, runAgain] }),
        ...(!isOfCronJob && isOld && { severity: 'info' as const }),
      };
    }
    return jobs.length;
  },
});

/** Jobs that repeat each other: those of one CronJob. Any other Job stands alone. */
function lineOf({ owner, namespace, name }: Job): string {
  return owner.kind === 'CronJob' ? `${namespace}/CronJob/${owner.name}` : `${namespace}/Job/${name}`;
}

/** The CronJob remembers a success whose Job its history no longer holds. */
function hasSucceededSince(job: Job, cronJobs: readonly CronJob[]): boolean {
  if (job.owner.kind !== 'CronJob') return false;
  const cronJob = cronJobs.find(({ namespace, name }) => namespace === job.namespace && name === job.owner.name);
  return (cronJob?.lastSuccessfulAt ?? '') > (endOf(job)?.lastTransitionAt ?? job.createdAt ?? '');
}

function observe(job: Job, earlier: readonly Job[], now: Date) {
  const end = endOf(job);
  const since = end?.lastTransitionAt ?? null;
  const succeededAt = earlier.findIndex((run) => !hasFailed(run));
  const failures = 1 + (succeededAt < 0 ? earlier.length : succeededAt);
  const ago = since ? ` ${formatDuration(ageMs(now, since))} ago` : '';
  const run = job.owner.kind === 'CronJob' ? `, the latest run of CronJob ${job.owner.name},` : '';
  const row = failures > 1 ? `; ${failures} runs in a row failed` : '';
  const reason = end?.reason || 'no reason given';
  return {
    subject: subjectOf(job),
    owner: job.owner,
    message: `Job ${job.namespace}/${job.name}${run} failed${ago}: ${reason}, ${job.failedPods} failed pods${row}`,
    since,
    evidence: { reason, message: end?.message ?? '', failedPods: job.failedPods, failuresInARow: failures },
  };
}

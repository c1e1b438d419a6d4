import { jobs } from '#lib/cluster/sources/jobs.ts';
import { defineCheck } from '../check.ts';
import { ageMinutes, ageMs, formatDuration } from '../duration.ts';
import { endOf, subjectOf } from './outcome.ts';

/**
 * No Job goes on for longer than half a day (as kubernetes-mixin's KubeJobNotCompleted): it hangs, its pods never start,
 * or it outgrew its time, and a CronJob that forbids overlap no longer runs.
 *
 * Reads: batch/v1 Job .status.startTime, .status.conditions (Complete, Failed), .spec.suspend
 * Quiet for: suspended Jobs; Jobs that ended, in whatever way (jobs/succeeded judges those).
 */
export const jobsFinishInTime = defineCheck({
  id: 'jobs/finish-in-time',
  title: 'Jobs finish within their time',
  severity: 'warning',
  remediation: [
    {
      text: 'Look at its pods: do they run, or wait?',
      command: 'kubectl get pods -n {namespace} -l job-name={name} -o wide',
    },
    { text: 'Read what they write.', command: 'kubectl logs -n {namespace} -l job-name={name} --tail=100' },
    {
      text: 'If it hangs, delete it, and give it an activeDeadlineSeconds that ends the next one.',
      command: 'kubectl delete job {name} -n {namespace}',
      verify: 'kubectl get jobs -n {namespace}',
    },
  ],
  reads: [jobs],
  settings: { limitMinutes: 720 },
  *run({ jobs }, { now, settings }) {
    for (const job of jobs) {
      if (endOf(job) || job.isSuspended || job.deletionAt !== null) continue;
      const since = job.startedAt ?? job.createdAt;
      if (ageMinutes(now, since) < settings.limitMinutes) continue;
      yield {
        subject: subjectOf(job),
        owner: job.owner,
        message: `Job ${job.namespace}/${job.name} has been going on for ${formatDuration(ageMs(now, since))}, limit ${formatDuration(settings.limitMinutes * 60_000)}`,
        since,
        evidence: { failedPods: job.failedPods },
      };
    }
    return jobs.length;
  },
});

import type { Job } from '#lib/cluster/sources/jobs.ts';
import type { Condition } from '#lib/cluster/sources/pods.ts';
import type { Subject } from '../check.ts';

/** The condition by which a Job ended, Complete or Failed; none while it goes on. Pods that failed on the way do not count. */
export function endOf(job: Job): Condition | undefined {
  return job.conditions.find(({ type, status }) => (type === 'Complete' || type === 'Failed') && status === 'True');
}

/** True for a Job that ended in failure. */
export function hasFailed(job: Job): boolean {
  return endOf(job)?.type === 'Failed';
}

/** The Job as findings name it. */
export function subjectOf(job: Job): Subject {
  return { kind: 'Job', namespace: job.namespace, name: job.name };
}

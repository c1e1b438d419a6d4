import type { Job as RawJob } from 'kubernetes-types/batch/v1.d.ts';
import { mergePatch } from '#lib/cluster/embedded/overlay.ts';
import { type Job, toJob } from '#lib/cluster/sources/jobs.ts';
import { minutesAgo } from '../../support/observe.ts';

const going = {
  metadata: { name: 'import', namespace: 'shop', creationTimestamp: minutesAgo(60) },
  status: { startTime: minutesAgo(60), active: 1 },
};

/** What makes a Job one of CronJob shop/backup. */
export const ofCronJob = {
  ownerReferences: [{ apiVersion: 'batch/v1', kind: 'CronJob', name: 'backup', uid: 'u', controller: true }],
};

/** A Job that has been going on for an hour, with a JSON merge patch put on it, as the source projects it. */
export function buildJob(tweak: object = {}): Job {
  return toJob(mergePatch(going, tweak) as RawJob);
}

/** A Job that was made two minutes before it ended so many minutes ago, as `type` says: Complete or Failed. */
export function buildEnded(type: string, minutes: number, metadata: object = {}): Job {
  const condition = {
    type,
    status: 'True',
    reason: 'Told',
    message: 'as told',
    lastTransitionTime: minutesAgo(minutes),
  };
  return buildJob({
    metadata: { creationTimestamp: minutesAgo(minutes + 2), ...metadata },
    status: { active: null, failed: 4, conditions: [condition] },
  });
}

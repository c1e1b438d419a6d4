import type { CronJob as RawCronJob, Job as RawJob } from 'kubernetes-types/batch/v1.d.ts';
import type { ObjectMeta } from 'kubernetes-types/meta/v1.d.ts';
import { type ObjectName, topLevelOwner } from '../owner.ts';
import { defineSource } from '../source.ts';
import { type Condition, toCondition } from './pods.ts';

/** A Job reduced to its outcome. */
export interface Job {
  readonly name: string;
  readonly namespace: string;
  /** The CronJob or other controller that made it; the Job itself when nothing did. */
  readonly owner: ObjectName;
  readonly createdAt: string | null;
  /** Null until the controller started it. */
  readonly startedAt: string | null;
  readonly deletionAt: string | null;
  readonly isSuspended: boolean;
  /** Pods that failed, retried ones included. */
  readonly failedPods: number;
  readonly conditions: readonly Condition[];
}

/** A CronJob reduced to what says how its latest runs ended. */
export interface CronJob {
  readonly name: string;
  readonly namespace: string;
  /** When its newest successful Job completed; the Job itself may be gone from the history. */
  readonly lastSuccessfulAt: string | null;
}

/** All Jobs that the cluster still keeps. */
export const jobs = defineSource({
  name: 'jobs',
  title: 'Jobs in all namespaces',
  permissions: () => [{ verb: 'list', group: 'batch', resource: 'jobs', namespaces: 'all' }],
  load: (api) => api.list('/apis/batch/v1/jobs', toJob),
});

/** All CronJobs. */
export const cronJobs = defineSource({
  name: 'cronJobs',
  title: 'CronJobs in all namespaces',
  permissions: () => [{ verb: 'list', group: 'batch', resource: 'cronjobs', namespaces: 'all' }],
  load: (api) => api.list('/apis/batch/v1/cronjobs', toCronJob),
});

/** Projects a Job as the API prints it. */
export function toJob(raw: RawJob): Job {
  const metadata = raw.metadata ?? {};
  return {
    name: metadata.name ?? '',
    namespace: metadata.namespace ?? '',
    owner: ownerOf(metadata),
    createdAt: metadata.creationTimestamp ?? null,
    startedAt: raw.status?.startTime ?? null,
    deletionAt: metadata.deletionTimestamp ?? null,
    isSuspended: raw.spec?.suspend ?? false,
    failedPods: raw.status?.failed ?? 0,
    conditions: (raw.status?.conditions ?? []).map(toCondition),
  };
}

/** Projects a CronJob as the API prints it. */
export function toCronJob(raw: RawCronJob): CronJob {
  return {
    name: raw.metadata?.name ?? '',
    namespace: raw.metadata?.namespace ?? '',
    lastSuccessfulAt: raw.status?.lastSuccessfulTime ?? null,
  };
}

/** A Job made by hand from a CronJob refers to it too, though older `kubectl create job --from` made it no controller. */
function ownerOf(metadata: ObjectMeta): ObjectName {
  const namespace = metadata.namespace ?? null;
  const cronJob = metadata.ownerReferences?.find(({ kind }) => kind === 'CronJob');
  if (cronJob) return { kind: 'CronJob', namespace, name: cronJob.name };
  const isControlled = metadata.ownerReferences?.some((reference) => reference.controller) ?? false;
  return isControlled ? topLevelOwner(metadata) : { kind: 'Job', namespace, name: metadata.name ?? '' };
}

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
  readonly lastScheduledAt: string | null;
  readonly createdAt: string | null;
  readonly labels: Readonly<Record<string, string>>;
  /** As written: five fields, `@daily` or `@every 6h`. */
  readonly schedule: string;
  /** IANA name; null for the controller's own, which is UTC on EKS. */
  readonly timeZone: string | null;
  readonly isSuspended: boolean;
  /** `Allow`, `Forbid` or `Replace`. */
  readonly concurrencyPolicy: string;
  readonly startingDeadlineSeconds: number | null;
  /** How many successful Jobs it keeps, with their pods and logs. */
  readonly successfulJobsKept: number;
  /** How many of its Jobs go on. */
  readonly activeJobs: number;
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
  const { metadata = {}, spec, status = {} } = raw;
  return {
    name: metadata.name ?? '',
    namespace: metadata.namespace ?? '',
    lastSuccessfulAt: status.lastSuccessfulTime ?? null,
    lastScheduledAt: status.lastScheduleTime ?? null,
    createdAt: metadata.creationTimestamp ?? null,
    labels: metadata.labels ?? {},
    schedule: spec?.schedule ?? '',
    timeZone: spec?.timeZone ?? null,
    isSuspended: spec?.suspend ?? false,
    concurrencyPolicy: spec?.concurrencyPolicy ?? 'Allow',
    startingDeadlineSeconds: spec?.startingDeadlineSeconds ?? null,
    successfulJobsKept: spec?.successfulJobsHistoryLimit ?? 3,
    activeJobs: status.active?.length ?? 0,
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

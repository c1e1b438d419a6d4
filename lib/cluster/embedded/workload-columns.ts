import type { DaemonSet, Deployment, ReplicaSet, StatefulSet } from 'kubernetes-types/apps/v1.d.ts';
import type { CronJob, Job } from 'kubernetes-types/batch/v1.d.ts';
import type { PodTemplateSpec } from 'kubernetes-types/core/v1.d.ts';
import { age, humanDuration } from './age.ts';
import { ageColumn, type Column, formatLabels, nameColumn } from './columns.ts';

// Source of all: kubernetes pkg/printers/internalversion/printers.go, 1.36.

interface Templated {
  readonly spec?: {
    readonly template?: PodTemplateSpec;
    readonly selector?: { readonly matchLabels?: Record<string, string> };
  };
}

const containersColumn: Column<Templated> = { name: 'Containers', priority: 1, cell: (w) => ofContainers(w, 'name') };
const imagesColumn: Column<Templated> = { name: 'Images', priority: 1, cell: (w) => ofContainers(w, 'image') };
const selectorColumn: Column<Templated> = {
  name: 'Selector',
  priority: 1,
  cell: ({ spec }) => formatLabels(spec?.selector?.matchLabels),
};

function ofContainers({ spec }: Templated, field: 'name' | 'image'): string {
  return (spec?.template?.spec?.containers ?? []).map((container) => container[field] ?? '').join(',');
}

/** The columns of `kubectl get deployments`. */
export const deploymentColumns: readonly Column<Deployment>[] = [
  nameColumn,
  { name: 'Ready', cell: ({ spec, status }) => `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 1}` },
  { name: 'Up-to-date', cell: ({ status }) => status?.updatedReplicas ?? 0 },
  { name: 'Available', cell: ({ status }) => status?.availableReplicas ?? 0 },
  ageColumn,
  containersColumn,
  imagesColumn,
  selectorColumn,
];

/** The columns of `kubectl get replicasets`. */
export const replicaSetColumns: readonly Column<ReplicaSet>[] = [
  nameColumn,
  { name: 'Desired', type: 'integer', cell: ({ spec }) => spec?.replicas ?? 1 },
  { name: 'Current', type: 'integer', cell: ({ status }) => status?.replicas ?? 0 },
  { name: 'Ready', type: 'integer', cell: ({ status }) => status?.readyReplicas ?? 0 },
  ageColumn,
  containersColumn,
  imagesColumn,
  selectorColumn,
];

/** The columns of `kubectl get statefulsets`. */
export const statefulSetColumns: readonly Column<StatefulSet>[] = [
  nameColumn,
  { name: 'Ready', cell: ({ spec, status }) => `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 1}` },
  ageColumn,
  containersColumn,
  imagesColumn,
];

/** The columns of `kubectl get daemonsets`. */
export const daemonSetColumns: readonly Column<DaemonSet>[] = [
  nameColumn,
  { name: 'Desired', type: 'integer', cell: ({ status }) => status?.desiredNumberScheduled ?? 0 },
  { name: 'Current', type: 'integer', cell: ({ status }) => status?.currentNumberScheduled ?? 0 },
  { name: 'Ready', type: 'integer', cell: ({ status }) => status?.numberReady ?? 0 },
  { name: 'Up-to-date', type: 'integer', cell: ({ status }) => status?.updatedNumberScheduled ?? 0 },
  { name: 'Available', type: 'integer', cell: ({ status }) => status?.numberAvailable ?? 0 },
  { name: 'Node Selector', cell: ({ spec }) => formatLabels(spec?.template.spec?.nodeSelector) },
  ageColumn,
  containersColumn,
  imagesColumn,
  selectorColumn,
];

/** The columns of `kubectl get jobs`. */
export const jobColumns: readonly Column<Job>[] = [
  nameColumn,
  { name: 'Status', cell: jobStatus },
  { name: 'Completions', cell: jobCompletions },
  { name: 'Duration', cell: jobDuration },
  ageColumn,
  containersColumn,
  imagesColumn,
  selectorColumn,
];

function jobStatus({ metadata, status }: Job): string {
  const has = (type: string): boolean =>
    status?.conditions?.some((c) => c.type === type && c.status === 'True') === true;
  if (has('Complete')) return 'Complete';
  if (has('Failed')) return 'Failed';
  if (metadata?.deletionTimestamp) return 'Terminating';
  return ['Suspended', 'FailureTarget', 'SuccessCriteriaMet'].find(has) ?? 'Running';
}

/** Without a number of completions one is enough, of however many run at once. */
function jobCompletions({ spec, status }: Job): string {
  const { completions, parallelism = 1 } = spec ?? {};
  const succeeded = status?.succeeded ?? 0;
  if (completions !== undefined) return `${succeeded}/${completions}`;
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
}

function jobDuration({ status }: Job, now: Date): string {
  if (!status?.startTime) return '';
  const end = status.completionTime ? Date.parse(status.completionTime) : now.getTime();
  return humanDuration(end - Date.parse(status.startTime));
}

/** The columns of `kubectl get cronjobs`. */
export const cronJobColumns: readonly Column<CronJob>[] = [
  nameColumn,
  { name: 'Schedule', cell: ({ spec }) => spec?.schedule ?? '' },
  { name: 'Timezone', cell: ({ spec }) => spec?.timeZone ?? '<none>' },
  { name: 'Suspend', type: 'boolean', cell: ({ spec }) => (spec?.suspend ? 'True' : 'False') },
  { name: 'Active', type: 'integer', cell: ({ status }) => status?.active?.length ?? 0 },
  {
    name: 'Last Schedule',
    cell: ({ status }, now) => (status?.lastScheduleTime ? age(status.lastScheduleTime, now) : '<none>'),
  },
  ageColumn,
];

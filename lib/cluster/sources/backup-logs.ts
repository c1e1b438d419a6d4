import type { Pod as RawPod } from 'kubernetes-types/core/v1.d.ts';
import type { RunbookConfig } from '#lib/config/schema.ts';
import type { ClusterApi } from '../cluster-api.ts';
import { type ObjectName, topLevelOwner } from '../owner.ts';
import { defineSource } from '../source.ts';
import { type CronJob, cronJobs } from './jobs.ts';
import { hasLabels } from './labels.ts';
import { type PodLogText, readLog } from './pod-log.ts';

/** One run of a backup: a Job's pod and what it wrote. */
export interface BackupRun {
  /** The CronJob, or the Job that nothing made. */
  readonly owner: ObjectName;
  readonly namespace: string;
  readonly job: string;
  readonly pod: string;
  readonly createdAt: string | null;
  /** `Succeeded`, `Failed`, `Running`... */
  readonly phase: string;
  /** How long its containers ran; null while they do. */
  readonly ranMs: number | null;
  readonly log: PodLogText;
}

type RunPod = Omit<BackupRun, 'log'> & { readonly containers: readonly string[] };

/** The newest runs of each backup that are read: the last one, and some to compare it with. */
const runsRead = 4;
const tailLines = 500;

/** The logs of the newest backup Jobs whose pods are still there, newest first; null when no backup is configured. */
export const backupLogs = defineSource({
  name: 'backupLogs',
  title: 'logs of the backup Jobs',
  permissions: (config) =>
    hasBackups(config)
      ? [
          ...cronJobs.permissions(config),
          { verb: 'list', group: '', resource: 'pods', namespaces: config.namespaces },
          { verb: 'get', group: '', resource: 'pods/log', namespaces: config.namespaces },
        ]
      : [],
  async load(api, context): Promise<BackupRun[] | null> {
    const { config } = context;
    if (!hasBackups(config)) return null;
    const backups = (await context.read(cronJobs)).filter((cronJob) => isBackup(config, cronJob));
    const lists = await Promise.all(config.namespaces.map((namespace) => listRunPods(api, namespace, backups, config)));
    return Promise.all(chooseRuns(lists.flat()).map((run) => withLog(api, run)));
  },
});

/** Whether the configuration says of anything that it is a backup. */
export function hasBackups({ backups }: RunbookConfig): boolean {
  return backups.cronJobs.length > 0 || backups.labels !== undefined;
}

/** Whether a CronJob is a backup by the configuration: in a namespace of the application, by name or by labels. */
export function isBackup(
  { backups, namespaces }: RunbookConfig,
  cronJob: Pick<CronJob, 'namespace' | 'name' | 'labels'>,
): boolean {
  const isNamed = backups.cronJobs.includes(cronJob.name);
  const isLabelled = backups.labels !== undefined && hasLabels(cronJob.labels, backups.labels);
  return namespaces.includes(cronJob.namespace) && (isNamed || isLabelled);
}

async function listRunPods(
  api: ClusterApi,
  namespace: string,
  backups: readonly CronJob[],
  { backups: { log } }: RunbookConfig,
): Promise<RunPod[]> {
  const path = `/api/v1/namespaces/${namespace}/pods`;
  const pods = await api.list<RawPod, { run: RunPod; labels: Record<string, string> }>(path, toRunPod, {
    labelSelector: 'job-name',
  });
  const names = new Set(backups.filter((backup) => backup.namespace === namespace).map(({ name }) => name));
  const isOfBackup = ({ kind, name }: ObjectName) => kind === 'CronJob' && names.has(name);
  return pods.filter(({ run, labels }) => isOfBackup(run.owner) || hasLabels(labels, log.labels)).map(({ run }) => run);
}

function toRunPod({ metadata = {}, spec, status = {} }: RawPod): { run: RunPod; labels: Record<string, string> } {
  const { name = '', namespace = '', labels = {} } = metadata;
  const ended = (status.containerStatuses ?? []).map(({ state }) => state?.terminated);
  const times = ended.flatMap((end) => [Date.parse(end?.startedAt ?? ''), Date.parse(end?.finishedAt ?? '')]);
  const hasTimes = times.length > 0 && !times.some(Number.isNaN);
  const run = {
    owner: topLevelOwner(metadata),
    namespace,
    job: labels['job-name'] ?? '',
    pod: name,
    createdAt: metadata.creationTimestamp ?? null,
    phase: status.phase ?? 'Unknown',
    ranMs: hasTimes ? Math.max(...times) - Math.min(...times) : null,
    containers: (spec?.containers ?? []).map((container) => container.name).slice(0, 3),
  };
  return { run, labels };
}

/** The newest Jobs of each owner, each by the pod that succeeded, or else its last one. */
function chooseRuns(pods: readonly RunPod[]): RunPod[] {
  const newestFirst = pods.toSorted((one, other) => (other.createdAt ?? '').localeCompare(one.createdAt ?? ''));
  const byOwner = Map.groupBy(newestFirst, ({ owner, namespace }) => `${namespace}/${owner.kind}/${owner.name}`);
  return [...byOwner.values()].flatMap((ofOwner) =>
    [...Map.groupBy(ofOwner, ({ job }) => job).values()]
      .slice(0, runsRead)
      .flatMap((tries) => tries.find(({ phase }) => phase === 'Succeeded') ?? tries.slice(0, 1)),
  );
}

async function withLog(api: ClusterApi, { containers, ...run }: RunPod): Promise<BackupRun> {
  const { namespace, pod } = run;
  const logs = await Promise.all(containers.map((container) => readLog(api, { namespace, pod, container }, tailLines)));
  const failed = logs.find((log) => 'missing' in log);
  return { ...run, log: failed ?? { lines: logs.flatMap((log) => ('lines' in log ? log.lines : [])) } };
}

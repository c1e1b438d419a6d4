import type { JobCondition, Job as RawJob } from 'kubernetes-types/batch/v1.d.ts';
import type { Pod as RawPod } from 'kubernetes-types/core/v1.d.ts';
import type { ClusterApi } from '../cluster-api.ts';
import { maskLines } from '../sources/mask-secrets.ts';
import { readLog } from '../sources/pod-log.ts';
import { explainPod, newestWarning } from './explain-pod.ts';

/** What the pods of a Job tell of how it ended. */
export interface JobTrace {
  /** Why it did not complete: what the Job, its newest pod and their events say; empty where it did. */
  readonly why: string;
  /** The log of the pod that succeeded, or else of the newest; secrets masked. */
  readonly lines: readonly string[];
  /** Why there is no log; empty where there is one. */
  readonly logFailure: string;
}

const tailLines = 500;
const containersRead = 3;
const readWithinMs = 60_000;

/** Whether a Job is over: `Complete`, `Failed`, or null while it goes on. */
export function endOf(job: RawJob): 'Complete' | 'Failed' | null {
  return (conditionOfEnd(job)?.type as 'Complete' | 'Failed' | undefined) ?? null;
}

/** Whether a Job has been over for so long that whoever waited for it has read what it left. */
export function isLongOver(job: RawJob, now: Date): boolean {
  const endedAtMs = Date.parse(conditionOfEnd(job)?.lastTransitionTime ?? '');
  return now.getTime() - endedAtMs > readWithinMs;
}

function conditionOfEnd({ status }: RawJob): JobCondition | undefined {
  return status?.conditions?.find(
    ({ type, status: is }) => (type === 'Complete' || type === 'Failed') && is === 'True',
  );
}

/** The pods of a Job that the API server still knows. */
export function listJobPods(api: ClusterApi, { metadata = {} }: RawJob): Promise<RawPod[]> {
  return api.list<RawPod, RawPod>(`/api/v1/namespaces/${metadata.namespace}/pods`, (pod) => pod, {
    labelSelector: `batch.kubernetes.io/controller-uid=${metadata.uid}`,
  });
}

/** Reads what is left of a Job that has ended, or ran out of time. */
export async function traceJob(api: ClusterApi, job: RawJob): Promise<JobTrace> {
  const createdAt = ({ metadata }: RawPod) => metadata?.creationTimestamp ?? '';
  const pods = (await listJobPods(api, job)).toSorted((a, b) => createdAt(b).localeCompare(createdAt(a)));
  const pod = pods.find(({ status }) => status?.phase === 'Succeeded') ?? pods[0];
  const why = endOf(job) === 'Complete' ? '' : await explainJob(api, job, pod);
  return { why, ...(await readLogs(api, pod)) };
}

async function explainJob(api: ClusterApi, job: RawJob, pod: RawPod | undefined): Promise<string> {
  const failed = conditionOfEnd(job);
  const ofJob = failed ? [[failed.reason, failed.message].filter(Boolean).join(': ')] : [];
  if (pod && pod.status?.phase !== 'Succeeded') {
    return [...ofJob, `pod ${pod.metadata?.name}: ${await explainPod(api, pod)}`].join('; ').slice(0, 600);
  }
  const event = await newestWarning(api, job.metadata);
  const said = event ? [`${event.reason}: ${event.message}`] : [];
  return [...ofJob, ...said, ...(pod ? [] : ['it has no pod'])].join('; ').slice(0, 600);
}

async function readLogs(api: ClusterApi, pod: RawPod | undefined): Promise<Pick<JobTrace, 'lines' | 'logFailure'>> {
  const { namespace = '', name = '' } = pod?.metadata ?? {};
  const containers = (pod?.spec?.containers ?? []).slice(0, containersRead);
  const logs = await Promise.all(
    containers.map((container) => readLog(api, { namespace, pod: name, container: container.name }, tailLines)),
  );
  const logFailure = logs.find((log) => 'missing' in log)?.missing ?? '';
  return { lines: maskLines(logs.flatMap((log) => ('lines' in log ? log.lines : []))), logFailure };
}

import type { Container, ContainerStatus, Pod } from 'kubernetes-types/core/v1.d.ts';
import { selectLines } from './log-lines.ts';
import { findObject, type RecordedCluster } from './recorded-cluster.ts';
import type { ResourceTarget } from './request.ts';
import type { PodLog } from './snapshot.ts';
import { type Answer, failure, notFound, text } from './status.ts';

/**
 * Answers `/api/v1/namespaces/NS/pods/POD/log` with `container`, `previous`, `tailLines`, `sinceSeconds`, `sinceTime`,
 * `timestamps` and `limitBytes`. A container that has started and has no recorded log wrote nothing.
 */
export function answerPodLog(cluster: RecordedCluster, target: ResourceTarget, query: URLSearchParams): Answer {
  const { namespace = '', name = '' } = target;
  const pod = findObject(cluster, 'v1/pods', namespace, name) as Pod | undefined;
  if (!pod) return notFound('', 'pods', name);
  const container = chooseContainer(pod, query.get('container'));
  if ('refusal' in container) return badRequest(container.refusal);
  const previous = query.get('previous') === 'true';
  const wanted = { namespace, pod: name, container: container.name, previous };
  const log = findLog(cluster, wanted) ?? logOfStatus(cluster, pod, wanted);
  if (typeof log === 'object') return badRequest(log.refusal);
  const lines = selectLines(log, query, cluster.snapshot.takenAt);
  return lines === undefined ? badRequest(`not a log request: ${query.toString()}`) : text(lines);
}

/** Source: kubernetes pkg/registry/core/pod/strategy.go `validateContainer`. */
function chooseContainer({ metadata, spec }: Pod, wanted: string | null): { name: string } | { refusal: string } {
  const { containers = [], initContainers = [], ephemeralContainers = [] } = spec ?? {};
  const all: readonly Pick<Container, 'name'>[] = [...initContainers, ...containers, ...ephemeralContainers];
  const [first, ...others] = containers;
  if (!wanted && first && others.length === 0) return { name: first.name };
  if (wanted && all.some(({ name }) => name === wanted)) return { name: wanted };
  if (wanted) return { refusal: `container ${wanted} is not valid for pod ${metadata?.name}` };
  const choices = all.map(({ name }) => name).join(' ');
  return { refusal: `a container name must be specified for pod ${metadata?.name}, choose one of: [${choices}]` };
}

function findLog({ snapshot }: RecordedCluster, wanted: Omit<PodLog, 'text'>): string | undefined {
  const keys = ['namespace', 'pod', 'container', 'previous'] as const;
  return snapshot.podLogs.find((log) => keys.every((key) => log[key] === wanted[key]))?.text;
}

const PULL_FAILURES: Readonly<Record<string, string>> = {
  ErrImagePull: "image can't be pulled",
  ImagePullBackOff: 'trying and failing to pull image',
};

/**
 * The log of a container for which none is recorded, or in the kubelet's words why there is none. Between two instances
 * the log is the last one's. Source: kubernetes pkg/kubelet/kubelet_pods.go `validateContainerLogStatus`.
 */
function logOfStatus(cluster: RecordedCluster, pod: Pod, wanted: Omit<PodLog, 'text'>): string | { refusal: string } {
  const of = `container "${wanted.container}" in pod "${wanted.pod}"`;
  const status = statusOf(pod, wanted.container);
  const hasEnded = status?.lastState?.terminated !== undefined;
  if (wanted.previous) return hasEnded ? '' : { refusal: `previous terminated ${of} not found` };
  if (!pod.spec?.nodeName) return '';
  if (!status) return { refusal: `${of} is not available` };
  if (!status.state?.waiting) return '';
  if (hasEnded) return findLog(cluster, { ...wanted, previous: true }) ?? '';
  const { reason = '' } = status.state.waiting;
  return { refusal: `${of} is waiting to start: ${PULL_FAILURES[reason] ?? reason}` };
}

function statusOf({ status }: Pod, container: string): ContainerStatus | undefined {
  const { containerStatuses = [], initContainerStatuses = [], ephemeralContainerStatuses = [] } = status ?? {};
  const all = [...containerStatuses, ...initContainerStatuses, ...ephemeralContainerStatuses];
  return all.find(({ name }) => name === container);
}

function badRequest(message: string): Answer {
  return failure(400, 'BadRequest', message);
}

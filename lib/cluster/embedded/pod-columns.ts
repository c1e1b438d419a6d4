import type { ContainerState, ContainerStatus, Pod } from 'kubernetes-types/core/v1.d.ts';
import { age } from './age.ts';
import { ageColumn, type Column, nameColumn, orNone } from './columns.ts';

/** The columns of `kubectl get pods`. Source: kubernetes pkg/printers/internalversion/printers.go `printPod`, 1.36. */
export const podColumns: readonly Column<Pod>[] = [
  nameColumn,
  { name: 'Ready', cell: (pod) => `${readyContainers(pod)}/${containerCount(pod)}` },
  { name: 'Status', cell: podStatus },
  { name: 'Restarts', cell: podRestarts },
  ageColumn,
  { name: 'IP', priority: 1, cell: ({ status }) => orNone(status?.podIPs?.[0]?.ip ?? status?.podIP) },
  { name: 'Node', priority: 1, cell: ({ spec }) => orNone(spec?.nodeName) },
  { name: 'Nominated Node', priority: 1, cell: ({ status }) => orNone(status?.nominatedNodeName) },
  { name: 'Readiness Gates', priority: 1, cell: readinessGates },
];

/** The status of a pod in one word, such as `Running`, `CrashLoopBackOff`, `Init:0/2`, `Terminating`, `Evicted`. */
function podStatus(pod: Pod): string {
  const { phase = '', reason } = pod.status ?? {};
  const isDeleted = pod.metadata?.deletionTimestamp !== undefined;
  if (isDeleted && reason === 'NodeLost') return 'Unknown';
  if (isDeleted && phase !== 'Succeeded' && phase !== 'Failed') return 'Terminating';
  const isGated = condition(pod, 'PodScheduled')?.reason === 'SchedulingGated';
  const ofPod = isGated ? 'SchedulingGated' : reason || phase;
  const ofInits = initStatus(pod) ?? ofPod;
  return isInitializing(pod) ? ofInits : containersStatus(pod, ofInits);
}

/** Where the init containers stand, or undefined when all are done. */
function initStatus(pod: Pod): string | undefined {
  const at = pendingInit(pod);
  if (at < 0) return undefined;
  const state = pod.status?.initContainerStatuses?.[at]?.state;
  if (state?.terminated) return `Init:${terminationReason(state)}`;
  const waiting = state?.waiting?.reason;
  if (waiting && waiting !== 'PodInitializing') return `Init:${waiting}`;
  return `Init:${at}/${pod.spec?.initContainers?.length ?? 0}`;
}

/** The index of the init container that is not done: neither ended well nor a started sidecar. -1 when all are. */
function pendingInit(pod: Pod): number {
  const statuses = pod.status?.initContainerStatuses ?? [];
  return statuses.findIndex((status) => {
    return status.state?.terminated?.exitCode !== 0 && !(isSidecar(pod, status) && status.started === true);
  });
}

function isInitializing(pod: Pod): boolean {
  return pendingInit(pod) >= 0 && condition(pod, 'Initialized')?.status !== 'True';
}

/** The first container that waits or has ended names the status, before what is known of the pod as a whole. */
function containersStatus(pod: Pod, ofPod: string): string {
  const statuses = pod.status?.containerStatuses ?? [];
  const reasons = statuses.map(
    ({ state }) => state?.waiting?.reason || (state?.terminated && terminationReason(state)),
  );
  const reason = reasons.find(Boolean) ?? ofPod;
  if (reason !== 'Completed') return reason;
  const failed = statuses.findIndex(({ state }) => !state?.waiting?.reason && Boolean(state?.terminated?.exitCode));
  const hasRunning = statuses.some((status) => status.ready && status.state?.running);
  if (hasRunning && condition(pod, 'Ready')?.status === 'True') return 'Running';
  return reasons[failed] ?? (hasRunning ? 'NotReady' : reason);
}

function terminationReason({ terminated }: ContainerState): string {
  if (terminated?.reason) return terminated.reason;
  return terminated?.signal ? `Signal:${terminated.signal}` : `ExitCode:${terminated?.exitCode ?? 0}`;
}

/** `3 (5m ago)`: of the init containers while they run, of containers and sidecars afterwards. */
function podRestarts(pod: Pod, now: Date): string {
  const { containerStatuses = [] } = pod.status ?? {};
  const inits = reachedInits(pod);
  const sidecars = inits.filter((status) => isSidecar(pod, status));
  const counted = isInitializing(pod) ? inits : [...sidecars, ...containerStatuses];
  const restarts = counted.reduce((sum, { restartCount }) => sum + restartCount, 0);
  const lastEnd = counted
    .flatMap(({ lastState }) => lastState?.terminated?.finishedAt ?? [])
    .toSorted()
    .at(-1);
  return restarts === 0 || lastEnd === undefined ? String(restarts) : `${restarts} (${age(lastEnd, now)} ago)`;
}

/** Init containers up to the one that is not done. */
function reachedInits(pod: Pod): readonly ContainerStatus[] {
  const at = pendingInit(pod);
  const statuses = pod.status?.initContainerStatuses ?? [];
  return at < 0 ? statuses : statuses.slice(0, at + 1);
}

function readyContainers(pod: Pod): number {
  const { containerStatuses = [] } = pod.status ?? {};
  const sidecars = reachedInits(pod).filter((status) => {
    return isSidecar(pod, status) && status.started && status.ready && status.state?.terminated?.exitCode !== 0;
  });
  return sidecars.length + (isInitializing(pod) ? 0 : containerStatuses.filter(isReadyAndRunning).length);
}

function isReadyAndRunning({ ready, state }: ContainerStatus): boolean {
  return ready && state?.running !== undefined && !state.waiting?.reason && !state.terminated;
}

function containerCount({ spec }: Pod): number {
  const sidecars = spec?.initContainers?.filter(({ restartPolicy }) => restartPolicy === 'Always') ?? [];
  return (spec?.containers.length ?? 0) + sidecars.length;
}

function isSidecar({ spec }: Pod, status: ContainerStatus): boolean {
  return spec?.initContainers?.find(({ name }) => name === status.name)?.restartPolicy === 'Always';
}

function readinessGates(pod: Pod): string {
  const gates = pod.spec?.readinessGates ?? [];
  const open = gates.filter(({ conditionType }) => condition(pod, conditionType)?.status === 'True');
  return gates.length === 0 ? '<none>' : `${open.length}/${gates.length}`;
}

function condition(pod: Pod, type: string): { readonly status: string; readonly reason?: string } | undefined {
  return pod.status?.conditions?.find((candidate) => candidate.type === type);
}

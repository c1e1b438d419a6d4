import type { Container, ContainerState, Pod } from '#lib/cluster/sources/pods.ts';
import { ageMinutes, ageMs } from '../duration.ts';

/** What a reason for waiting is about. `creating`: the usual steps before a start, and every reason not known here. */
type WaitingClass = 'image' | 'configuration' | 'crash' | 'creating';

/** The kubelet's reasons (pkg/kubelet/images/types.go, pkg/kubelet/container/sync_result.go, kuberuntime). */
const waitingClasses: ReadonlyMap<string, WaitingClass> = new Map([
  ['ErrImagePull', 'image'],
  ['ImagePullBackOff', 'image'],
  ['ErrImageNeverPull', 'image'],
  ['ImageInspectError', 'image'],
  ['InvalidImageName', 'image'],
  ['RegistryUnavailable', 'image'],
  ['SignatureValidationFailed', 'image'],
  ['CreateContainerConfigError', 'configuration'],
  ['CreateContainerError', 'configuration'],
  ['CrashLoopBackOff', 'crash'],
  ['RunContainerError', 'crash'],
  ['PreCreateHookError', 'crash'],
  ['PreStartHookError', 'crash'],
  ['PostStartHookError', 'crash'],
]);

/** The class of what the container waits for; `undefined` when it does not wait. */
export function waitingClassOf(container: Container): WaitingClass | undefined {
  const { waiting } = container.state;
  return waiting && (waitingClasses.get(waiting.reason) ?? 'creating');
}

/** The container's latest end, if it ever ended. */
export function lastEndOf(container: Container): ContainerState['terminated'] {
  return container.state.terminated ?? container.lastState.terminated;
}

/** True if the container was last ended for using more memory than its limit. */
export function wasOutOfMemory(container: Container): boolean {
  return lastEndOf(container)?.reason === 'OOMKilled';
}

/** When a container that runs at this instant counts as crash-looping all the same. */
interface CrashLimits {
  /** It ended at most so long ago ... */
  readonly recentMinutes: number;
  /** ... and was restarted at least so often. */
  readonly restarts: number;
}
export const crashLimits = { recentMinutes: 15, restarts: 2 } as const satisfies CrashLimits;

/** A run that lasted longer clears the kubelet's back-off: twice the longest back-off of 5 min. */
const recoveredMinutes = 10;

/** Reasons for ends that the node's restart brought about, not the container. */
const lostWithNode: ReadonlySet<string> = new Set(['Unknown', 'ContainerStatusUnknown']);

/**
 * True for a container that keeps ending: one in back-off, one that has just failed, and one that runs at this instant
 * between two short runs (Robusta's rule: an end within the last 15 minutes).
 */
export function isCrashing(pod: Pod, container: Container, now: Date, limits: CrashLimits): boolean {
  const { waiting, running, terminated } = container.state;
  const hasRestartedOften = container.restarts >= limits.restarts;
  if (waiting) return waitingClassOf(container) === 'crash';
  if (terminated) {
    return hasFailed(pod, container, terminated.exitCode) && (container.role !== 'init' || hasRestartedOften);
  }
  const end = container.lastState.terminated;
  if (!running || !end || !hasRestartedOften || lostWithNode.has(end.reason)) return false;
  const isRecent = end.finishedAt !== null && ageMinutes(now, end.finishedAt) < limits.recentMinutes;
  return isRecent && ranMinutes(end) < recoveredMinutes;
}

/** An exit with 0 is a fault too where the container is always started again. */
function hasFailed(pod: Pod, container: Container, exitCode: number): boolean {
  if (exitCode !== 0) return true;
  const isKeptRunning = container.role === 'sidecar' || (container.role === 'app' && pod.restartPolicy === 'Always');
  return isKeptRunning && container.restarts > 0;
}

function ranMinutes(end: { readonly startedAt: string | null; readonly finishedAt: string | null }): number {
  return end.startedAt && end.finishedAt ? ageMs(new Date(end.finishedAt), end.startedAt) / 60_000 : 0;
}

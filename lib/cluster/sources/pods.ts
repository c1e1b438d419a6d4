import type {
  ContainerStatus,
  Container as RawContainer,
  Pod as RawPod,
  ContainerState as RawState,
} from 'kubernetes-types/core/v1.d.ts';
import type { ClusterApi } from '../cluster-api.ts';
import { type ObjectName, topLevelOwner } from '../owner.ts';
import { defineSource, type SourceContext } from '../source.ts';

/** A condition of any object, as checks judge it: status and reason, and since when. */
export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
  /** ISO, null where the object does not say. */
  readonly lastTransitionAt: string | null;
}

/** What a container is doing, or did last; at most one of the three is set. */
export interface ContainerState {
  readonly waiting?: { readonly reason: string; readonly message: string };
  readonly running?: { readonly startedAt: string | null };
  readonly terminated?: {
    readonly reason: string;
    readonly exitCode: number;
    readonly startedAt: string | null;
    readonly finishedAt: string | null;
    readonly message: string;
  };
}

/** A container with its spec and status joined by name. */
export interface Container {
  readonly name: string;
  readonly image: string;
  /** A sidecar is an init container with restartPolicy Always. */
  readonly role: 'app' | 'init' | 'sidecar';
  readonly requests: Readonly<Record<string, string>>;
  readonly limits: Readonly<Record<string, string>>;
  readonly ready: boolean;
  readonly restarts: number;
  readonly state: ContainerState;
  readonly lastState: ContainerState;
}

/** A pod reduced to what health is judged by. */
export interface Pod {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Top-level owner (Deployment, CronJob, ...); the pod itself when nothing controls it. */
  readonly owner: ObjectName;
  /** Owned by a Job, of a CronJob or not: the Job is judged, not the pod. */
  readonly isOfJob: boolean;
  readonly nodeName: string | null;
  readonly createdAt: string | null;
  /** deletionTimestamp: the instant by which it should be gone, grace period included. */
  readonly deletionAt: string | null;
  readonly finalizers: readonly string[];
  readonly phase: string;
  readonly reason: string;
  readonly message: string;
  readonly restartPolicy: string;
  readonly schedulingGates: readonly string[];
  /** Types of the conditions that others must set to True before the pod is Ready. */
  readonly readinessGates: readonly string[];
  readonly conditions: readonly Condition[];
  /** App containers, then init containers and sidecars, in the order of the spec. */
  readonly containers: readonly Container[];
}

/** The pods of the cluster. On a large one only those that matter are there in detail. */
export interface Pods {
  /** With details: all pods, or, when `isComplete` is false, those that do not look healthy and those of the named namespaces. */
  readonly items: readonly Pod[];
  readonly isComplete: boolean;
  /** Number of pods in the cluster, details or not. */
  readonly total: number;
}

/** All pods of the cluster; table first on a large one. */
export const pods = defineSource({
  name: 'pods',
  title: 'pods in all namespaces',
  permissions: () => [{ verb: 'list', group: '', resource: 'pods', namespaces: 'all' }],
  load: loadPods,
});

async function loadPods(api: ClusterApi, context: SourceContext): Promise<Pods> {
  const first = await api.firstPage('/api/v1/pods', toPod);
  if (first.items.length + first.remaining > context.config.reads.fullPodsUpTo) {
    const { loadPodsTableFirst } = await import('./pods-table-first.ts');
    const large = await loadPodsTableFirst(api, context);
    if (large) return large;
  }
  const items = first.items.concat(await first.next());
  return { items, isComplete: true, total: items.length };
}

/** Projects a pod as the API prints it. */
export function toPod(raw: RawPod): Pod {
  const metadata = raw.metadata ?? {};
  const spec = raw.spec;
  const status = raw.status ?? {};
  return {
    name: metadata.name ?? '',
    namespace: metadata.namespace ?? '',
    labels: metadata.labels ?? {},
    owner: topLevelOwner(metadata),
    isOfJob: metadata.ownerReferences?.some((reference) => reference.controller && reference.kind === 'Job') ?? false,
    nodeName: spec?.nodeName ?? null,
    createdAt: metadata.creationTimestamp ?? null,
    deletionAt: metadata.deletionTimestamp ?? null,
    finalizers: metadata.finalizers ?? [],
    phase: status.phase ?? 'Unknown',
    reason: status.reason ?? '',
    message: status.message ?? '',
    restartPolicy: spec?.restartPolicy ?? 'Always',
    schedulingGates: (spec?.schedulingGates ?? []).map((gate) => gate.name),
    readinessGates: (spec?.readinessGates ?? []).map((gate) => gate.conditionType),
    conditions: (status.conditions ?? []).map(toCondition),
    containers: [
      ...(spec?.containers ?? []).map((container) => joinStatus(container, 'app', status.containerStatuses)),
      ...(spec?.initContainers ?? []).map((container) =>
        joinStatus(container, container.restartPolicy === 'Always' ? 'sidecar' : 'init', status.initContainerStatuses),
      ),
    ],
  };
}

/** Projects a condition of any object. */
export function toCondition(raw: {
  type: string;
  status: string;
  reason?: string;
  message?: string;
  lastTransitionTime?: string;
}): Condition {
  return {
    type: raw.type,
    status: raw.status,
    reason: raw.reason ?? '',
    message: raw.message ?? '',
    lastTransitionAt: raw.lastTransitionTime ?? null,
  };
}

function joinStatus(container: RawContainer, role: Container['role'], statuses: ContainerStatus[] = []): Container {
  const status = statuses.find((candidate) => candidate.name === container.name);
  return {
    name: container.name,
    image: container.image ?? '',
    role,
    requests: container.resources?.requests ?? {},
    limits: container.resources?.limits ?? {},
    ready: status?.ready ?? false,
    restarts: status?.restartCount ?? 0,
    state: toState(status?.state),
    lastState: toState(status?.lastState),
  };
}

function toState(raw: RawState | undefined): ContainerState {
  if (raw?.waiting) return { waiting: { reason: raw.waiting.reason ?? '', message: raw.waiting.message ?? '' } };
  if (raw?.running) return { running: { startedAt: raw.running.startedAt ?? null } };
  if (!raw?.terminated) return {};
  const { reason, exitCode, startedAt, finishedAt, message } = raw.terminated;
  return {
    terminated: {
      reason: reason ?? '',
      exitCode,
      startedAt: startedAt ?? null,
      finishedAt: finishedAt ?? null,
      message: message ?? '',
    },
  };
}

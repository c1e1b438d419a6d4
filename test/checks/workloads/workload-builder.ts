import { type Pod, toPod } from '#lib/cluster/sources/pods.ts';
import type { Workload } from '#lib/cluster/sources/workload.ts';
import { minutesAgo } from '../../support/observe.ts';

/** A healthy workload of the application with two replicas, and what a test changes of it. */
export function workload(changes: Partial<Workload> = {}): Workload {
  const desired = changes.desired ?? 2;
  return {
    kind: 'Deployment',
    namespace: 'ecommerce',
    name: 'cart',
    createdAt: minutesAgo(9000),
    deletionAt: null,
    desired,
    current: desired,
    available: desired,
    updated: desired,
    rolloutTarget: desired,
    isObserved: true,
    isPaused: false,
    conditions: [],
    progressedAt: null,
    selector: { app: 'cart' },
    podLabels: { app: 'cart', version: 'v2' },
    portNames: ['http'],
    ...changes,
  };
}

/** The data of the three sources of workloads. */
export function sorted(...workloads: readonly Workload[]) {
  const of = (kind: Workload['kind']) => workloads.filter((candidate) => candidate.kind === kind);
  return { deployments: of('Deployment'), statefulSets: of('StatefulSet'), daemonSets: of('DaemonSet') };
}

/** A pod of a workload, whose Ready condition is so many minutes old. */
export function ownedPod({ kind, namespace, name }: Workload, readyMinutes: number, status = 'False'): Pod {
  return toPod({
    metadata: {
      namespace,
      name: `${name}-0`,
      creationTimestamp: minutesAgo(900),
      ownerReferences: [{ apiVersion: 'apps/v1', kind, name, uid: 'u', controller: true }],
    },
    status: { phase: 'Running', conditions: [{ type: 'Ready', status, lastTransitionTime: minutesAgo(readyMinutes) }] },
  });
}

/** The data of the source of pods, complete. */
export function allPods(...items: readonly Pod[]) {
  return { items, isComplete: true, total: items.length };
}

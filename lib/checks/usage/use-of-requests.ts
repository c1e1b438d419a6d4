import { toUnits } from '#lib/cluster/amount.ts';
import type { ObjectName } from '#lib/cluster/owner.ts';
import type { PodMetrics } from '#lib/cluster/sources/pod-metrics.ts';
import { isAllocated, type PodSpec } from '#lib/cluster/sources/pod-specs.ts';
import { ageMinutes } from '../duration.ts';

/** What the pods of one owner request and use together. */
export interface OwnerUse {
  readonly owner: ObjectName;
  readonly pods: number;
  readonly cpu: { readonly requested: number; readonly used: number };
  readonly memory: { readonly requested: number; readonly used: number };
}

/** A pod that has run for long enough to be judged, with what it uses. */
export interface MeasuredPod {
  readonly pod: PodSpec;
  readonly usage: PodMetrics['containers'];
}

/** Running pods of at least that age for which there are figures. */
export function measuredPods(
  pods: readonly PodSpec[],
  metrics: readonly PodMetrics[],
  { now, minAgeMinutes }: { now: Date; minAgeMinutes: number },
): MeasuredPod[] {
  const usageOf = new Map(metrics.map(({ namespace, name, containers }) => [`${namespace}/${name}`, containers]));
  return pods.flatMap((pod) => {
    const usage = usageOf.get(`${pod.namespace}/${pod.name}`);
    const isSettled = pod.phase === 'Running' && isAllocated(pod) && pod.deletionAt === null;
    return usage && isSettled && ageMinutes(now, pod.createdAt) >= minAgeMinutes ? [{ pod, usage }] : [];
  });
}

/** Adds up requests (millicores, bytes) and use by top-level owner. */
export function useByOwner(measured: readonly MeasuredPod[]): OwnerUse[] {
  const groups = Map.groupBy(measured, ({ pod: { owner } }) => `${owner.kind}/${owner.namespace}/${owner.name}`);
  return [...groups.values()].map((members) => ({
    owner: (members[0] as MeasuredPod).pod.owner,
    pods: members.length,
    cpu: {
      requested: sum(members, ({ pod }) => requestOf(pod, 'cpu')),
      used: sum(members, ({ usage }) => sum(usage, ({ cpuMillis }) => cpuMillis)),
    },
    memory: {
      requested: sum(members, ({ pod }) => requestOf(pod, 'memory')),
      used: sum(members, ({ usage }) => sum(usage, ({ memoryBytes }) => memoryBytes)),
    },
  }));
}

function requestOf({ requests }: PodSpec, resource: string): number {
  const amount = requests[resource];
  return amount ? toUnits(resource, amount) : 0;
}

function sum<T>(items: readonly T[], valueOf: (item: T) => number): number {
  return items.reduce((total, item) => total + valueOf(item), 0);
}

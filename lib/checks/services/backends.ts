import { hasLabels } from '#lib/cluster/sources/labels.ts';
import type { Pod } from '#lib/cluster/sources/pods.ts';
import type { Service } from '#lib/cluster/sources/services.ts';
import type { Workload } from '#lib/cluster/sources/workload.ts';
import type { Subject } from '../check.ts';

/** What the selector of a service selects. */
export interface Backends {
  /** By the labels of their templates. */
  readonly workloads: readonly Workload[];
  /** Without those that are terminating. */
  readonly pods: readonly Pod[];
}

export function findBackends(
  { selector, namespace }: Service,
  workloads: readonly Workload[],
  pods: readonly Pod[],
): Backends {
  const isSelected = (labels: Readonly<Record<string, string>>) => hasLabels(labels, selector ?? {});
  return {
    workloads: workloads.filter((workload) => workload.namespace === namespace && isSelected(workload.podLabels)),
    pods: pods.filter((pod) => pod.namespace === namespace && pod.deletionAt === null && isSelected(pod.labels)),
  };
}

/** Scaled to 0 (or a DaemonSet with no node to run on), or served by Jobs that have ended. */
export function areMeantToBeEmpty({ workloads, pods }: Backends): boolean {
  if (workloads.length > 0) return workloads.every((workload) => workload.desired === 0);
  return pods.length > 0 && pods.every((pod) => pod.isOfJob || pod.phase === 'Succeeded');
}

/** The one workload behind the service owns its finding, so that two services of one workload are one finding. */
export function ownerOf(service: Service, { workloads }: Backends): Subject {
  const [first, ...others] = workloads;
  const { kind, namespace, name } = first && others.length === 0 ? first : { kind: 'Service', ...service };
  return { kind, namespace, name };
}

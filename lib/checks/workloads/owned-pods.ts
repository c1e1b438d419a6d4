import type { Pod } from '#lib/cluster/sources/pods.ts';
import type { Workload } from '#lib/cluster/sources/workload.ts';

/** Whether a pod belongs to the workload. */
export function isOwnedBy({ kind, namespace, name }: Workload): (pod: Pod) => boolean {
  return ({ owner }) => owner.kind === kind && owner.namespace === namespace && owner.name === name;
}

/** When the pods last changed, as they say it: one was created, or turned ready or unready; null without pods. */
export function newestPodAt(pods: readonly Pod[]): string | null {
  return pods
    .flatMap((pod) => [pod.createdAt, pod.conditions.find((condition) => condition.type === 'Ready')?.lastTransitionAt])
    .reduce<string | null>((newest, at) => (at && at > (newest ?? '') ? at : newest), null);
}

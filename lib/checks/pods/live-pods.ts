import type { Node } from '#lib/cluster/sources/nodes.ts';
import type { Pod, Pods } from '#lib/cluster/sources/pods.ts';
import type { Subject } from '../check.ts';
import { isReady } from '../nodes/readiness.ts';

/** Pods that should be running or about to: not finished, not being deleted. */
export function livePods(pods: Pods): Pod[] {
  return pods.items.filter(
    ({ phase, deletionAt }) => phase !== 'Succeeded' && phase !== 'Failed' && deletionAt === null,
  );
}

/** Names of the nodes whose kubelet answers. What the pods of another node say is old: the node is what is wrong. */
export function answeringNodes(nodes: readonly Node[]): Set<string> {
  return new Set(nodes.filter(isReady).map((node) => node.name));
}

/** The pod as findings name it. */
export function subjectOf(pod: Pod): Subject {
  return { kind: 'Pod', namespace: pod.namespace, name: pod.name };
}

/** Since when the pod has not been Ready, by its condition, or since it got its node; null while it is Ready. */
export function notReadySince(pod: Pod): string | null {
  const ready = pod.conditions.find((condition) => condition.type === 'Ready');
  return ready?.status === 'True' ? null : (ready?.lastTransitionAt ?? placedAt(pod));
}

/** When the pod got its node; its creation, where no condition says. */
export function placedAt(pod: Pod): string | null {
  const scheduled = pod.conditions.find(({ type, status }) => type === 'PodScheduled' && status === 'True');
  return scheduled?.lastTransitionAt ?? pod.createdAt;
}

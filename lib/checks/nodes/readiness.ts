import type { Node } from '#lib/cluster/sources/nodes.ts';
import type { Condition } from '#lib/cluster/sources/pods.ts';

/** The node's Ready condition; a node that never said so has none. */
export function readyCondition(node: Node): Condition | undefined {
  return node.conditions.find((condition) => condition.type === 'Ready');
}

/** True while the kubelet reports that it can run pods. What it last said before it fell silent counts no more. */
export function isReady(node: Node): boolean {
  return readyCondition(node)?.status === 'True';
}

/** Taints by which cluster-autoscaler, Karpenter and aws-node-termination-handler mark a node that they take away. */
const leavingTaints = [
  /^ToBeDeletedByClusterAutoscaler$/,
  /^karpenter\.sh\/disrupt(ed|ion)$/,
  /^aws-node-termination-handler\//,
];

/** True for a node that is being taken away on purpose, so that its being cordoned or not Ready is expected. */
export function isLeaving(node: Node): boolean {
  return node.deletionAt !== null || node.taints.some(({ key }) => leavingTaints.some((taint) => taint.test(key)));
}

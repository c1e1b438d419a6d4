import type { Node } from '#lib/cluster/sources/nodes.ts';
import type { Subject } from '../check.ts';

/** Labels that name what makes a node: EKS managed node groups, Karpenter and EKS Auto Mode node pools, eksctl groups. */
const groupLabels: readonly (readonly [label: string, kind: string])[] = [
  ['eks.amazonaws.com/nodegroup', 'NodeGroup'],
  ['karpenter.sh/nodepool', 'NodePool'],
  ['alpha.eksctl.io/nodegroup-name', 'NodeGroup'],
];

/** The group that a node belongs to, or the node itself: what is wrong with a group's image or version is one finding. */
export function groupOf(node: Node): Subject {
  for (const [label, kind] of groupLabels) {
    const name = node.labels[label];
    if (name) return { kind, namespace: null, name };
  }
  return { kind: 'Node', namespace: null, name: node.name };
}

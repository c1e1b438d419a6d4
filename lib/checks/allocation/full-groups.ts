import type { Node } from '#lib/cluster/sources/nodes.ts';
import type { Severity, Subject } from '../check.ts';
import { groupOf } from '../nodes/node-group.ts';
import { type Allocation, addAllocations, isFargate } from './allocated.ts';

/** A node that is nearly full of something, and how full its group is. */
export interface FullNode {
  readonly node: Node;
  readonly allocation: Allocation;
  readonly group: Subject;
  readonly percent: number;
  readonly groupPercent: number;
  /** Warning where the whole group is full. Node pools grow by themselves, and pack their nodes on purpose: info. */
  readonly severity: Severity;
}

/** Nodes that are fuller than the threshold, by a measure in percent. Nodes of Fargate are always full: not judged. */
export function findFullNodes(
  allocations: ReadonlyMap<Node, Allocation>,
  thresholdPercent: number,
  measure: (allocation: Allocation) => number,
): FullNode[] {
  const judged = [...allocations].filter(([node]) => !isFargate(node));
  const groups = Map.groupBy(judged, ([node]) => JSON.stringify(groupOf(node)));
  return [...groups.values()].flatMap((members) => {
    const groupPercent = measure(addAllocations(members.map(([, allocation]) => allocation)));
    return members
      .map(([node, allocation]): FullNode => {
        const group = groupOf(node);
        const isShort = groupPercent > thresholdPercent && group.kind !== 'NodePool';
        const percent = measure(allocation);
        return { node, allocation, group, percent, groupPercent, severity: isShort ? 'warning' : 'info' };
      })
      .filter(({ percent }) => percent > thresholdPercent);
  });
}

/** ` (93 % of nodegroup general)`, where a node is one of a group. */
export function describeGroup({ group, groupPercent }: FullNode): string {
  return group.kind === 'Node' ? '' : `; of all of ${group.kind} ${group.name}, ${groupPercent} %`;
}

import { toUnits } from '#lib/cluster/amount.ts';
import { nodes } from '#lib/cluster/sources/nodes.ts';
import { podSpecs } from '#lib/cluster/sources/pod-specs.ts';
import { type Allocation, allocateNodes, amountIn } from '../allocation/allocated.ts';
import { describeGroup, findFullNodes } from '../allocation/full-groups.ts';
import { defineCheck } from '../check.ts';
import { percentOf } from '../usage/format-usage.ts';

/**
 * Nodes can take more pods. How many a node takes is limited by its addresses (VPC CNI) and reached, on small instance
 * types, long before CPU or memory are spent.
 *
 * Reads: v1 Node .status.allocatable.pods; v1 Pod .spec.nodeName, .status.phase
 * Quiet for: single full nodes and node pools (info), Fargate, nodes that name no limit
 */
export const capacityPodSlots = defineCheck({
  id: 'capacity/pod-slots',
  title: 'Nodes can take more pods',
  severity: 'warning',
  remediation: [
    {
      text: 'Compare what the nodes run with what they take.',
      command: 'kubectl get nodes -o custom-columns="NAME:.metadata.name,PODS:.status.allocatable.pods"',
    },
    {
      text: 'Add nodes or larger ones, or turn on prefix delegation of the VPC CNI, which gives nodes more addresses.',
      verify: 'kubectl get pods -A --field-selector spec.nodeName={name} --no-headers | wc -l',
    },
  ],
  reads: [nodes, podSpecs],
  settings: { warnPercent: 90 },
  *run({ nodes, podSpecs }, { settings }) {
    const measure = (part: Allocation) => percentOf(part.podCount, slotsOf(part));
    for (const full of findFullNodes(allocateNodes(nodes, podSpecs), settings.warnPercent, measure)) {
      const { node, allocation, group, percent, severity } = full;
      const [count, slots] = [allocation.podCount, slotsOf(allocation)];
      yield {
        subject: { kind: 'Node', namespace: null, name: node.name },
        owner: group,
        severity,
        message: `Node ${node.name} runs ${count} of at most ${slots} pods (${percent} %)${describeGroup(full)}`,
        evidence: { percent, pods: count, slots },
      };
    }
    return nodes.length;
  },
});

function slotsOf({ allocatable }: Allocation): number {
  return toUnits('pods', amountIn(allocatable, 'pods'));
}

import { formatAmount } from '#lib/cluster/amount.ts';
import { nodes } from '#lib/cluster/sources/nodes.ts';
import { podSpecs } from '#lib/cluster/sources/pod-specs.ts';
import { measureRequested } from '../capacity/requested.ts';
import { defineCheck, type Observation } from '../check.ts';
import { allocateNodes, amountIn, describeAllocation, requestedPercent } from './allocated.ts';
import { describeGroup, type FullNode, findFullNodes } from './full-groups.ts';

/**
 * What pods request leaves room on the nodes, reckoned as `kubectl describe node` does ("Allocated resources"). A single
 * full node is how a scheduler packs and told as info; a node group that is full as a whole has no room for the next
 * rollout.
 *
 * Reads: v1 Node .status.allocatable; v1 Pod resources of containers, of the pod, and overhead
 * Quiet for: node pools, which grow by themselves (info); Fargate; what is used, which usage/nodes judges
 */
export const allocationNodesHaveRoom = defineCheck({
  id: 'allocation/nodes-have-room',
  title: 'Requests leave room on the nodes',
  severity: 'warning',
  remediation: [
    { text: 'Look what the pods of the node request.', command: 'kubectl describe node {name}' },
    {
      text: 'Lower requests that are far above use, or let the node group grow: raise its maximum size.',
      command: 'kubectl top pods -A --sort-by={resource}',
      verify: 'kubectl describe nodes | grep -A 10 "Allocated resources"',
    },
  ],
  reads: [nodes, podSpecs],
  settings: { warnPercent: 90 },
  *run({ nodes, podSpecs }, { settings }) {
    const allocations = allocateNodes(nodes, podSpecs);
    for (const resource of ['cpu', 'memory', 'ephemeral-storage']) {
      const full = findFullNodes(allocations, settings.warnPercent, (part) => requestedPercent(part, resource));
      yield* full.map((one) => describeFull(one, resource));
    }
    const allocated = [...allocations].map(([node, allocation]) => [node.name, describeAllocation(allocation)]);
    return {
      examined: nodes.length,
      measurements: { 'nodes/allocated': Object.fromEntries(allocated) },
      remember: { 'capacity/requested': measureRequested([...allocations.values()]) },
    };
  },
});

function describeFull(full: FullNode, resource: string): Observation {
  const { node, allocation, group, percent, groupPercent, severity } = full;
  const requested = formatAmount(amountIn(allocation.requests, resource));
  const allocatable = formatAmount(amountIn(allocation.allocatable, resource));
  return {
    subject: { kind: 'Node', namespace: null, name: node.name },
    owner: group,
    discriminator: resource,
    severity,
    message: `Node ${node.name}: pods request ${requested} of ${allocatable} ${resource} (${percent} %)${describeGroup(full)}`,
    evidence: { resource, percent, groupPercent, requested, allocatable },
  };
}

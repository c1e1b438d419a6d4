import { formatAmount, percentOfAmount } from '#lib/cluster/amount.ts';
import { nodes } from '#lib/cluster/sources/nodes.ts';
import { podSpecs } from '#lib/cluster/sources/pod-specs.ts';
import { defineCheck } from '../check.ts';
import { groupOf } from '../nodes/node-group.ts';
import { allocateNodes, amountIn, isFargate } from './allocated.ts';

/**
 * Nodes do not promise far more memory by limits than they have: when pods take what they may, the kernel kills some of
 * them. Told as info: some overcommitment is the use of limits.
 *
 * Reads: v1 Node .status.allocatable; v1 Pod memory limits
 * Quiet for: CPU, which is shared out and kills nothing; pods without a limit, which promise nothing
 */
export const allocationLimitsCovered = defineCheck({
  id: 'allocation/limits-covered',
  title: 'Nodes have most of the memory that limits promise',
  severity: 'info',
  remediation: [
    { text: 'Look which pods of the node may take most.', command: 'kubectl describe node {name}' },
    {
      text: 'Bring memory limits nearer to requests, most of all for pods whose limit is several times their request.',
      verify: 'kubectl describe node {name}',
    },
  ],
  reads: [nodes, podSpecs],
  settings: { infoMemoryPercent: 150 },
  *run({ nodes, podSpecs }, { settings }) {
    for (const [node, { limits, allocatable }] of allocateNodes(nodes, podSpecs)) {
      const [promised, present] = [amountIn(limits, 'memory'), amountIn(allocatable, 'memory')];
      const percent = percentOfAmount('memory', promised, present);
      if (percent <= settings.infoMemoryPercent || isFargate(node)) continue;
      yield {
        subject: { kind: 'Node', namespace: null, name: node.name },
        owner: groupOf(node),
        message: `Node ${node.name}: memory limits of its pods add up to ${formatAmount(promised)} of ${formatAmount(present)} (${percent} %)`,
        evidence: { percent, limits: formatAmount(promised), allocatable: formatAmount(present) },
      };
    }
    return nodes.length;
  },
});

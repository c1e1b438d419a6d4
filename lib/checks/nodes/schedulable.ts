import { type Node, nodes } from '#lib/cluster/sources/nodes.ts';
import { defineCheck } from '../check.ts';
import { ageMinutes, ageMs, formatDuration } from '../duration.ts';
import { isLeaving, isReady } from './readiness.ts';

/**
 * No node stays cordoned for longer than a maintenance takes: it is paid for and takes no pods, and the next node loss
 * finds less room than anyone thinks. Since when it is cordoned is said by the taint that the node controller adds.
 *
 * Reads: v1 Node .spec.unschedulable, .spec.taints[node.kubernetes.io/unschedulable].timeAdded
 * Quiet for: nodes cordoned less than a day ago, on their way out, or not Ready (nodes/ready tells of those).
 */
export const nodesSchedulable = defineCheck({
  id: 'nodes/schedulable',
  title: 'No node stays cordoned',
  severity: 'warning',
  remediation: [
    {
      text: 'Look who cordoned it and why: its annotations, and the pods that are still on it.',
      command: 'kubectl describe node {name}',
    },
    {
      text: 'If the maintenance is over, let it take pods again; else finish it: drain it and have it replaced.',
      command: 'kubectl uncordon {name}',
      verify: 'kubectl get node {name}',
    },
  ],
  reads: [nodes],
  settings: { graceMinutes: 1440 },
  *run({ nodes }, { now, settings }) {
    for (const node of nodes) {
      if (!node.isCordoned || isLeaving(node) || !isReady(node)) continue;
      const since = cordonedAt(node);
      if (since && ageMinutes(now, since) < settings.graceMinutes) continue;
      const duration = since ? `for ${formatDuration(ageMs(now, since))}` : 'for an unknown time';
      yield {
        subject: { kind: 'Node', namespace: null, name: node.name },
        message: `Node ${node.name} has been cordoned ${duration}: it takes no new pods`,
        since,
        ...(!since && { severity: 'info' as const }),
      };
    }
    return nodes.length;
  },
});

function cordonedAt(node: Node): string | null {
  return node.taints.find((taint) => taint.key === 'node.kubernetes.io/unschedulable')?.addedAt ?? null;
}

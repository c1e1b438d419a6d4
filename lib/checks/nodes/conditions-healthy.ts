import { type Node, nodes } from '#lib/cluster/sources/nodes.ts';
import type { Condition } from '#lib/cluster/sources/pods.ts';
import { defineCheck, type RemediationStep } from '../check.ts';
import { ageMinutes, ageMs, formatDuration } from '../duration.ts';
import { polarityOf } from './condition-polarity.ts';
import { isLeaving, isReady } from './readiness.ts';

const look: RemediationStep = {
  text: 'Look at the condition, the events beside it, and what the node’s pods ask for.',
  command: 'kubectl describe node {name}',
};

/** What a kubelet under pressure is relieved by; keyed by condition type. */
const relief: ReadonlyMap<string, RemediationStep> = new Map([
  [
    'MemoryPressure',
    {
      text: 'Find the pods on it that use the most memory; give them limits, or move them to larger nodes.',
      command:
        'kubectl get pods -A -o wide --field-selector spec.nodeName={name} && kubectl top pods -A --sort-by=memory',
      verify: 'kubectl wait --for=condition=MemoryPressure=false node/{name} --timeout=10m',
    },
  ],
  [
    'DiskPressure',
    {
      text: 'Find what fills the disk (images, logs, emptyDir volumes), clear it or give the node group larger volumes.',
      command: 'kubectl get pods -A -o wide --field-selector spec.nodeName={name}',
      verify: 'kubectl wait --for=condition=DiskPressure=false node/{name} --timeout=10m',
    },
  ],
]);
const replace: RemediationStep = {
  text: 'If it stays so, cordon and drain the node, and let its node group replace the machine.',
  command: 'kubectl drain {name} --ignore-daemonsets --delete-emptydir-data',
  verify: 'kubectl get nodes',
};

/**
 * No condition of a Ready node says that something is wrong with it. The kubelet's and node-problem-detector's
 * conditions are bad when True, the EKS node monitoring agent's `...Ready` ones when False.
 *
 * Reads: v1 Node .status.conditions except Ready
 * Quiet for: nodes that are not Ready (nodes/ready tells of those) or on their way out; conditions of unknown types,
 * which are named in the note and can be given a meaning in the settings.
 */
export const nodesConditionsHealthy = defineCheck({
  id: 'nodes/conditions-healthy',
  title: 'No node condition reports a fault',
  severity: 'warning',
  remediation: [look, replace],
  reads: [nodes],
  settings: { graceMinutes: 10, badWhenTrue: [] as readonly string[], badWhenFalse: [] as readonly string[] },
  *run({ nodes }, { now, settings }) {
    const unjudged = new Set<string>();
    for (const node of nodes.filter((candidate) => isReady(candidate) && !isLeaving(candidate))) {
      for (const condition of node.conditions.filter(({ type }) => type !== 'Ready')) {
        const polarity = polarityOf(condition.type, settings);
        if (!polarity) unjudged.add(condition.type);
        if (!polarity || condition.status === opposite[polarity.badStatus]) continue;
        if (ageMinutes(now, condition.lastTransitionAt ?? node.createdAt) < settings.graceMinutes) continue;
        const isBad = condition.status === polarity.badStatus;
        yield { ...observe(node, condition, now), severity: isBad ? polarity.severity : ('info' as const) };
      }
    }
    const types = [...unjudged].toSorted().join(', ');
    return { examined: nodes.length, ...(types && { note: `not judged, meaning unknown: ${types}` }) };
  },
});

const opposite = { True: 'False', False: 'True' } as const;

function observe(node: Node, { type, status, reason, message, lastTransitionAt }: Condition, now: Date) {
  const since = lastTransitionAt ?? node.createdAt;
  const step = relief.get(type);
  const explain = message || reason ? `: ${message || reason}` : '';
  return {
    subject: { kind: 'Node', namespace: null, name: node.name },
    discriminator: type,
    message: `Node ${node.name}: ${type} has been ${status} for ${formatDuration(ageMs(now, since))}${explain}`,
    since,
    evidence: { condition: type, status, reason },
    ...(step && { remediation: [look, step, replace] }),
  };
}

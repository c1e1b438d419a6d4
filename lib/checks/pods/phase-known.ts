import { nodes } from '#lib/cluster/sources/nodes.ts';
import { type Pod, pods } from '#lib/cluster/sources/pods.ts';
import { defineCheck } from '../check.ts';
import { ageMinutes, ageMs, formatDuration } from '../duration.ts';
import { isReady } from '../nodes/readiness.ts';
import { livePods, notReadySince, subjectOf } from './live-pods.ts';
import { describePod, startAnew } from './owner-steps.ts';

const usualPhases: ReadonlySet<string> = new Set(['Pending', 'Running']);

/**
 * The state of every pod is known: its phase is one that a kubelet gives, and its node exists. A pod whose node is gone
 * is deleted by the control plane within about a minute; one that stays counts as a replica that nobody runs.
 *
 * Reads: v1 Pod .status.phase, .spec.nodeName, .status.conditions[Ready]; v1 Node .metadata.name, .status.conditions[Ready]
 * Quiet for: pods on a node that does not answer (nodes/ready tells of those); pods that were Ready until just now, whose
 * node came or went while the cluster was read.
 */
export const podsPhaseKnown = defineCheck({
  id: 'pods/phase-known',
  title: 'The state of every pod is known',
  severity: 'warning',
  remediation: [describePod],
  reads: [pods, nodes],
  settings: { graceMinutes: 5 },
  *run({ pods, nodes }, { now, settings }) {
    const byName = new Map(nodes.map((node) => [node.name, node]));
    for (const pod of livePods(pods)) {
      const node = byName.get(pod.nodeName ?? '');
      if (node && !isReady(node)) continue;
      const isOrphan = pod.nodeName !== null && !node;
      if (!isOrphan && usualPhases.has(pod.phase)) continue;
      const since = notReadySince(pod) ?? (isOrphan ? null : pod.createdAt);
      if (since === null || ageMinutes(now, since) < settings.graceMinutes) continue;
      yield {
        subject: subjectOf(pod),
        owner: pod.owner,
        message: `Pod ${pod.namespace}/${pod.name} ${describe(pod, isOrphan)} for ${formatDuration(ageMs(now, since))}`,
        since,
        evidence: { phase: pod.phase, node: pod.nodeName, hasNode: node !== undefined },
        remediation: [describePod, startAnew(pod.owner)],
      };
    }
    return pods.total;
  },
});

function describe(pod: Pod, isOrphan: boolean): string {
  if (isOrphan) return `is bound to node ${pod.nodeName}, which is no more, and has not been Ready`;
  return `has been in phase ${pod.phase}`;
}

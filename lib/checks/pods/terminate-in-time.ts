import { type Node, nodes } from '#lib/cluster/sources/nodes.ts';
import { type Pod, pods } from '#lib/cluster/sources/pods.ts';
import { defineCheck, type RemediationStep } from '../check.ts';
import { ageMinutes, ageMs, formatDuration } from '../duration.ts';
import { isReady } from '../nodes/readiness.ts';
import { subjectOf } from './live-pods.ts';
import { describePod } from './owner-steps.ts';

const force: RemediationStep = {
  text: 'If its containers surely run no more, delete it without waiting. A StatefulSet’s pod that still runs would then run twice.',
  command: 'kubectl delete pod {name} -n {namespace} --grace-period=0 --force',
  verify: 'kubectl get pod {name} -n {namespace}',
};
const releaseFinalizers: RemediationStep = {
  text: 'Have the controllers of its finalizers finish; only if they are gone for good, take the finalizers off.',
  command: `kubectl patch pod {name} -n {namespace} --type=merge -p '{"metadata":{"finalizers":null}}'`,
  verify: 'kubectl get pod {name} -n {namespace}',
};

/**
 * A pod that is being deleted is gone when its time is up. The deletionTimestamp already holds the pod's own grace
 * period; what comes on top is for unmounting and for a busy kubelet.
 *
 * Reads: v1 Pod .metadata.deletionTimestamp, .metadata.finalizers, .spec.nodeName; v1 Node .status.conditions[Ready]
 * Quiet for: pods on a node that does not answer: they end with the node, which nodes/ready tells of.
 */
export const podsTerminateInTime = defineCheck({
  id: 'pods/terminate-in-time',
  title: 'Pods that are deleted go away',
  severity: 'warning',
  remediation: [describePod, force],
  reads: [pods, nodes],
  settings: { graceMinutes: 10 },
  *run({ pods, nodes }, { now, settings }) {
    const byName = new Map(nodes.map((node) => [node.name, node]));
    for (const pod of pods.items) {
      const node = byName.get(pod.nodeName ?? '');
      if (pod.deletionAt === null || (node && !isReady(node))) continue;
      if (ageMinutes(now, pod.deletionAt) < settings.graceMinutes) continue;
      yield {
        subject: subjectOf(pod),
        owner: pod.owner,
        message: `Pod ${pod.namespace}/${pod.name} should have been gone ${formatDuration(ageMs(now, pod.deletionAt))} ago${explain(pod, node)}`,
        since: pod.deletionAt,
        evidence: { node: pod.nodeName, hasNode: node !== undefined, finalizers: pod.finalizers },
        remediation: [describePod, pod.finalizers.length > 0 ? releaseFinalizers : force],
      };
    }
    return pods.total;
  },
});

function explain(pod: Pod, node: Node | undefined): string {
  if (pod.finalizers.length > 0) return `: it is held by ${pod.finalizers.join(', ')}`;
  return pod.nodeName && !node ? `: its node ${pod.nodeName} is no more` : '';
}

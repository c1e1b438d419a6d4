import { type Node, nodes } from '#lib/cluster/sources/nodes.ts';
import { defineCheck, type RemediationStep } from '../check.ts';
import { ageMinutes, ageMs, formatDuration } from '../duration.ts';
import { isLeaving, isReady, readyCondition } from './readiness.ts';

const look: RemediationStep = {
  text: 'Look at the node’s conditions and last events.',
  command: 'kubectl describe node {name}',
};
const replace: RemediationStep = {
  text: 'If it does not come back, move its pods away and let its node group replace the machine.',
  command: 'kubectl drain {name} --ignore-daemonsets --delete-emptydir-data',
  verify: 'kubectl get nodes',
};

/** For a node that is an EC2 instance: the machine is the first suspect, and it can be reached from outside. */
const onInstance: readonly RemediationStep[] = [
  look,
  {
    text: 'Look whether the EC2 instance runs and passes its status checks.',
    command: 'aws ec2 describe-instance-status --include-all-instances --instance-ids {instanceId}',
  },
  {
    text: 'If it does, restart the kubelet on it.',
    command:
      'aws ssm send-command --document-name AWS-RunShellScript --parameters commands="systemctl restart kubelet" --instance-ids {instanceId}',
    verify: 'kubectl wait --for=condition=Ready node/{name} --timeout=2m',
  },
  replace,
];

/**
 * Every node is Ready: its kubelet reports, and reports that it can run pods. False is the kubelet's own word; Unknown
 * is the node controller's, some 50 s after the kubelet fell silent. The grace is for a new node, which is not Ready
 * until its network is set up.
 *
 * Reads: v1 Node .status.conditions[Ready], .spec.taints, .metadata.deletionTimestamp
 * Quiet for: nodes that an autoscaler, Karpenter or the termination handler takes away (as kubernetes-mixin's
 * KubeNodeNotReady), for an hour.
 */
export const nodesReady = defineCheck({
  id: 'nodes/ready',
  title: 'Every node is Ready',
  severity: 'critical',
  remediation: [look, replace],
  reads: [nodes],
  settings: { graceMinutes: 2, leavingGraceMinutes: 60 },
  *run({ nodes }, { now, settings }) {
    for (const node of nodes) {
      if (isReady(node)) continue;
      const since = notReadySince(node);
      if (ageMinutes(now, since) < (isLeaving(node) ? settings.leavingGraceMinutes : settings.graceMinutes)) continue;
      yield {
        subject: { kind: 'Node', namespace: null, name: node.name },
        message: `Node ${node.name} ${describe(node)} for ${formatDuration(ageMs(now, since))}${explain(node)}`,
        since,
        evidence: {
          status: readyCondition(node)?.status ?? 'absent',
          reason: readyCondition(node)?.reason ?? '',
          isCordoned: node.isCordoned,
          instanceId: node.instanceId,
        },
        ...(node.instanceId !== null && { remediation: onInstance }),
      };
    }
    return nodes.length;
  },
});

function notReadySince(node: Node): string | null {
  return readyCondition(node)?.lastTransitionAt ?? node.createdAt;
}

function describe(node: Node): string {
  return readyCondition(node)?.status === 'Unknown' ? 'has not answered' : 'has not been Ready';
}

function explain(node: Node): string {
  const cause = readyCondition(node)?.message || readyCondition(node)?.reason;
  return cause ? `: ${cause}` : '';
}

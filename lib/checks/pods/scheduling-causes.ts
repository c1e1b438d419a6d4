import type { RemediationStep } from '../check.ts';

/** One reason for which the scheduler turns nodes down, and what to do about it. */
interface SchedulingCause {
  readonly cause: string;
  readonly pattern: RegExp;
  readonly step: RemediationStep;
}

const verify = 'kubectl get pod {name} -n {namespace} -o wide';

/** In the words of kube-scheduler's plugins (pkg/scheduler/framework/plugins), older wordings beside newer ones. */
const causes: readonly SchedulingCause[] = [
  {
    cause: 'not enough resources',
    pattern: /Insufficient \S+/,
    step: {
      text: 'Make room for what it requests: add nodes to the node group, or lower requests that are far above use.',
      command: 'kubectl describe nodes',
      verify,
    },
  },
  {
    cause: 'too many pods on the nodes',
    pattern: /Too many pods/,
    step: {
      text: 'The nodes hold as many pods as they have addresses for: add nodes, or turn on prefix delegation of the VPC CNI.',
      command: 'kubectl get nodes -o custom-columns="NAME:.metadata.name,PODS:.status.allocatable.pods"',
      verify,
    },
  },
  {
    cause: 'nodes that are not well',
    pattern: /taint \{node\.kubernetes\.io\//,
    step: {
      text: 'Mend the nodes that are tainted because they do not answer or are short of something; they take pods then.',
      command: 'kubectl get nodes -o custom-columns="NAME:.metadata.name,TAINTS:.spec.taints[*].key"',
      verify,
    },
  },
  {
    cause: 'untolerated taints',
    pattern: /taint \{(?!node\.kubernetes\.io\/)/,
    step: {
      text: 'Give the pod a toleration for the taint if it belongs on those nodes; else free or add nodes without it.',
      command: 'kubectl get nodes -o custom-columns="NAME:.metadata.name,TAINTS:.spec.taints[*].key"',
      verify,
    },
  },
  {
    cause: 'cordoned nodes',
    pattern: /were unschedulable/,
    step: {
      text: 'Let nodes take pods again whose maintenance is over: kubectl uncordon.',
      command: 'kubectl get nodes --field-selector spec.unschedulable=true',
      verify,
    },
  },
  {
    cause: 'node affinity or selector',
    pattern: /(?<!volume )node affinity|node selector/i,
    step: {
      text: 'Compare the pod’s nodeSelector and node affinity with the labels of the nodes; correct the one that is wrong.',
      command: 'kubectl get nodes --show-labels',
      verify,
    },
  },
  {
    cause: 'pod affinity or anti-affinity',
    pattern: /pods? (anti-)?affinity/i,
    step: {
      text: 'Add nodes, or soften the required pod (anti-)affinity to preferred.',
      command: 'kubectl get {owner} -n {namespace} -o yaml',
      verify,
    },
  },
  {
    cause: 'topology spread',
    pattern: /topology spread/,
    step: {
      text: 'Add nodes in the zone that is short, or let the spread constraint be met as far as possible (ScheduleAnyway).',
      command: 'kubectl get nodes -L topology.kubernetes.io/zone',
      verify,
    },
  },
  {
    cause: 'persistent volume claim',
    pattern: /unbound immediate PersistentVolumeClaims|persistentvolumeclaim "/i,
    step: {
      text: 'Have its volume claim bound: create the claim that is missing, or correct its storage class.',
      command: 'kubectl get pvc -n {namespace}',
      verify,
    },
  },
  {
    cause: 'volume in another zone',
    pattern: /volume node affinity|persistent volumes to bind/,
    step: {
      text: 'An EBS volume stays in its zone: add a node there, or restore the volume in a zone that has nodes.',
      command:
        'kubectl get pv -o custom-columns="NAME:.metadata.name,CLAIM:.spec.claimRef.name,NODES:.spec.nodeAffinity"',
      verify,
    },
  },
  {
    cause: 'too many volumes on the nodes',
    pattern: /exceed max volume count/,
    step: {
      text: 'The nodes have as many volumes attached as their instance type allows: add nodes.',
      command: 'kubectl get volumeattachments',
      verify,
    },
  },
  {
    cause: 'host ports in use',
    pattern: /free ports/,
    step: {
      text: 'Each node gives a host port to one pod: drop the host port, or run no more replicas than nodes.',
      command: 'kubectl get {owner} -n {namespace} -o yaml',
      verify,
    },
  },
];

/** What the scheduler said of the nodes, without what it said of preempting other pods for it. */
export function withoutPreemption(message: string): string {
  return message.replace(/\s*preemption:.*$/s, '').replace(/\.$/, '');
}

/** The causes that a message of the scheduler names; none for one that it words otherwise. */
export function causesIn(message: string): readonly { readonly cause: string; readonly step: RemediationStep }[] {
  return causes.filter(({ pattern }) => pattern.test(message));
}

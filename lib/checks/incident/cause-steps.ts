import type { RemediationStep } from '../check.ts';
import type { Cause } from './cause.ts';

const readEvents: RemediationStep = {
  text: 'Read what the cluster says of it, the latest last.',
  command: 'kubectl get events -n {namespace} --sort-by=.lastTimestamp',
};
const describeNode: RemediationStep = { text: 'Look at the node.', command: 'kubectl describe node {name}' };
const watchPods: RemediationStep = {
  text: 'Watch the pods come back.',
  command: 'kubectl get pods -n {namespace} --watch',
};
const undo: RemediationStep = {
  text: 'Go back to the revision before.',
  command: 'kubectl rollout undo {owner} -n {namespace}',
  verify: 'kubectl rollout status {owner} -n {namespace} --timeout=5m',
};

const steps: Readonly<Record<string, readonly RemediationStep[]>> = {
  'node-lost': [
    describeNode,
    {
      text: 'If it does not come back, take it away: its pods and volumes are free then, and its node group replaces it.',
      command: 'kubectl delete node {name}',
      verify: 'kubectl get nodes',
    },
  ],
  'node-pressure': [
    describeNode,
    {
      text: 'Move its pods away, and let it free the space or be replaced.',
      command: 'kubectl drain {name} --ignore-daemonsets --delete-emptydir-data',
      verify: 'kubectl get pods -A --field-selector spec.nodeName={name}',
    },
  ],
  'node-broken': [
    describeNode,
    {
      text: 'Move its pods away.',
      command: 'kubectl drain {name} --ignore-daemonsets --delete-emptydir-data',
      verify: 'kubectl get nodes',
    },
  ],
  registry: [
    {
      text: 'Read how the pulls fail: a registry that is not reached, or one that refuses the credentials.',
      command: 'kubectl get events -A --field-selector reason=Failed --sort-by=.lastTimestamp',
    },
    {
      text: 'Look whether the way to ECR is open: VPC endpoints, NAT, the node role.',
      command: 'aws ecr describe-repositories --max-items 1',
    },
  ],
  memory: [
    {
      text: 'Look what it uses; raise its memory limit, or go back if a new revision uses more.',
      command: 'kubectl top pods -n {namespace} --containers',
    },
    {
      text: 'Raise the limit.',
      command: 'kubectl edit {owner} -n {namespace}',
      verify: 'kubectl get pods -n {namespace}',
    },
  ],
  'no-room': [
    { text: 'Look what is free, and let the node group grow.', command: 'kubectl describe nodes' },
    watchPods,
  ],
  dns: [
    { text: 'Read what CoreDNS says.', command: 'kubectl logs -n kube-system -l k8s-app=kube-dns --tail=100' },
    {
      text: 'Start it anew.',
      command: 'kubectl rollout restart deployment/coredns -n kube-system',
      verify: 'kubectl rollout status deployment/coredns -n kube-system --timeout=2m',
    },
  ],
  configuration: [
    {
      text: 'Read it, and compare it with what is approved.',
      command: 'kubectl get configmap {name} -n {namespace} -o yaml --show-managed-fields',
    },
    {
      text: 'Put back what was before, and restart what reads it.',
      command: 'kubectl rollout restart deployment -n {namespace}',
      verify: 'kubectl get pods -n {namespace}',
    },
  ],
};

/** What to do about a cause: look, mend, verify. What was only created has no revision to go back to. */
export function stepsFor({ rule, text }: Cause): readonly RemediationStep[] {
  if (rule === 'rollout') return text.startsWith('was created') ? [readEvents, watchPods] : [readEvents, undo];
  return (
    steps[rule] ?? [
      readEvents,
      { text: 'Read its log.', command: 'kubectl logs {owner} -n {namespace} --all-containers --tail=100' },
    ]
  );
}

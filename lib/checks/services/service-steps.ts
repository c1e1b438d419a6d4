import type { RemediationStep } from '../check.ts';

const verify = 'kubectl get endpointslices -n {namespace} -l kubernetes.io/service-name={name}';

const look: readonly RemediationStep[] = [
  {
    text: 'Look why the pods are not ready: the events name the failing readiness probe.',
    command: 'kubectl describe pods -n {namespace} -l {selector}',
  },
  { text: 'Read what they log.', command: 'kubectl logs -n {namespace} -l {selector} --all-containers --tail=50' },
];

/** For backends that are not ready. */
export const unreadySteps: readonly RemediationStep[] = [
  ...look,
  { text: 'Mend what the probe or the log complains about; the endpoints become ready by themselves.', verify },
];

/** For backends of one workload that are not ready: a release of it can be taken back. */
export const rollbackSteps: readonly RemediationStep[] = [
  ...look,
  {
    text: 'If a release broke them, go back to the one before; if they hang, restart them.',
    command: 'kubectl rollout undo {owner} -n {namespace}',
    verify,
  },
];

/** For a selector that selects nothing. */
export const selectorSteps: readonly RemediationStep[] = [
  {
    text: 'Compare the selector with the labels of the pods.',
    command: 'kubectl get pods -n {namespace} --show-labels',
  },
  {
    text: 'Correct the selector, or the labels in the template of the workload that should serve.',
    command: 'kubectl edit service {name} -n {namespace}',
    verify,
  },
];

/** For backends that have not started. */
export const startSteps: readonly RemediationStep[] = [
  { text: 'Look why no pod has started.', command: 'kubectl get pods -n {namespace} -l {selector} -o wide' },
  {
    text: 'Read the events of the namespace and mend what keeps the pods from starting.',
    command: 'kubectl get events -n {namespace} --sort-by=.lastTimestamp',
    verify,
  },
];

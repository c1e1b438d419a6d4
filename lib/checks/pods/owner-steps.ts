import type { ObjectName } from '#lib/cluster/owner.ts';
import type { RemediationStep } from '../check.ts';

/** Owners that `kubectl rollout` knows. */
const rollingKinds: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'DaemonSet']);

/** What to look at first, whatever is wrong with a pod. */
export const describePod: RemediationStep = {
  text: 'Look at the pod’s containers and last events.',
  command: 'kubectl describe pod {name} -n {namespace}',
};

/** The step that mends what a pod's owner prescribes; `text` says what to correct. */
export function correctOwner(owner: ObjectName, text: string): RemediationStep {
  if (rollingKinds.has(owner.kind)) {
    return { text, command: 'kubectl edit {owner} -n {namespace}', verify: verifyRollout };
  }
  if (owner.kind === 'Pod') {
    return { text, command: 'kubectl get pod {name} -n {namespace} -o yaml', verify: verifyPod };
  }
  return { text, command: 'kubectl edit {owner} -n {namespace}', verify: verifyPods };
}

/** The step back to what ran before, for owners that keep their revisions; none for others. */
export function undoRollout(owner: ObjectName): readonly RemediationStep[] {
  if (!rollingKinds.has(owner.kind)) return [];
  return [
    {
      text: 'If it began with a rollout, go back to the revision before.',
      command: 'kubectl rollout undo {owner} -n {namespace}',
      verify: verifyRollout,
    },
  ];
}

/** The step that starts a pod anew. A pod without a controller is not made again, so it is not to be deleted unseen. */
export function startAnew(owner: ObjectName): RemediationStep {
  if (owner.kind === 'Pod') {
    return {
      text: 'Nothing controls the pod: keep its manifest, delete it and create it again.',
      command: 'kubectl get pod {name} -n {namespace} -o yaml',
      verify: verifyPod,
    };
  }
  return {
    text: 'Have its controller make the pod anew.',
    command: 'kubectl delete pod {name} -n {namespace}',
    verify: verifyPods,
  };
}

const verifyRollout = 'kubectl rollout status {owner} -n {namespace} --timeout=5m';
const verifyPod = 'kubectl get pod {name} -n {namespace}';
const verifyPods = 'kubectl get pods -n {namespace}';

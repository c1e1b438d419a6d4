import { type Pod, pods } from '#lib/cluster/sources/pods.ts';
import { defineCheck, type RemediationStep } from '../check.ts';
import { ageMs, formatDuration } from '../duration.ts';
import { lastEndOf } from './container-state.ts';
import { subjectOf } from './live-pods.ts';
import { describePod } from './owner-steps.ts';
import { quote } from './pod-words.ts';

const list: RemediationStep = {
  text: 'Look at the failed pods and what their messages have in common.',
  command: 'kubectl get pods -n {namespace} --field-selector status.phase=Failed',
};
const remove: RemediationStep = {
  text: 'Mend what they were evicted for (disk or memory that nobody requested), and delete what is left of them.',
  command: 'kubectl delete pod {name} -n {namespace}',
  verify: 'kubectl get pods -n {namespace} --field-selector status.phase=Failed',
};
const recreate: RemediationStep = {
  text: 'Nothing makes it again: keep its manifest, delete it and create it again, best under a controller.',
  command: 'kubectl get pod {name} -n {namespace} -o yaml',
  verify: 'kubectl get pod {name} -n {namespace}',
};

/**
 * No failed pod is left behind. A pod that was evicted, or lost when its node shut down, stays as a record, and its
 * controller has long made another: information. A pod without a controller is not made again: a warning.
 *
 * Reads: v1 Pod .status.phase (Failed), .status.reason, .status.message
 * Quiet for: completed pods; pods of Jobs (the Job is judged); pods being deleted.
 */
export const podsNoLeftovers = defineCheck({
  id: 'pods/no-leftovers',
  title: 'No failed pods are left behind',
  severity: 'info',
  remediation: [list, remove],
  reads: [pods],
  *run({ pods }, { now }) {
    for (const pod of pods.items) {
      if (pod.phase !== 'Failed' || pod.isOfJob || pod.deletionAt !== null) continue;
      const isControlled = pod.owner.kind !== 'Pod';
      const since = failedAt(pod);
      const ago = since ? ` ${formatDuration(ageMs(now, since))} ago` : '';
      yield {
        subject: subjectOf(pod),
        owner: pod.owner,
        message: `Pod ${pod.namespace}/${pod.name} failed${ago} (${reasonOf(pod)})${isControlled ? '' : ', and nothing makes it again'}${quote(pod.message)}`,
        since,
        evidence: { reason: reasonOf(pod), node: pod.nodeName },
        ...(!isControlled && { severity: 'warning' as const, remediation: [describePod, recreate] }),
      };
    }
    return pods.total;
  },
});

function failedEnd(pod: Pod) {
  return pod.containers.map(lastEndOf).find((end) => end !== undefined && end.exitCode !== 0);
}

function reasonOf(pod: Pod): string {
  if (pod.reason) return pod.reason;
  const end = failedEnd(pod);
  return end ? `exit code ${end.exitCode}` : 'no reason given';
}

/** When it failed: as its container says, or the condition by which it was evicted or lost its readiness. */
function failedAt(pod: Pod): string | null {
  const disrupted = pod.conditions.find(({ type, status }) => type === 'DisruptionTarget' && status === 'True');
  const unready = pod.conditions.find(({ type, status }) => type === 'Ready' && status === 'False');
  return failedEnd(pod)?.finishedAt ?? disrupted?.lastTransitionAt ?? unready?.lastTransitionAt ?? null;
}

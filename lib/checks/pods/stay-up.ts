import { type Container, type Pod, pods } from '#lib/cluster/sources/pods.ts';
import { defineCheck, type RemediationStep } from '../check.ts';
import { crashLimits, isCrashing, lastEndOf, wasOutOfMemory } from './container-state.ts';
import { livePods, notReadySince, subjectOf } from './live-pods.ts';
import { correctOwner, describePod, undoRollout } from './owner-steps.ts';
import { countRestarts, endedAgo, headOf, quote } from './pod-words.ts';

const readLog: RemediationStep = {
  text: 'Read what the container wrote before it ended.',
  command: 'kubectl logs {name} -n {namespace} -c {container} --previous --tail=100',
};

/**
 * Containers stay up: none is in back-off after a crash, none has just ended, and none runs at this instant between two
 * crashes. The last is told by an end within the last 15 minutes after a short run, with two restarts or more.
 *
 * Reads: v1 Pod .status.containerStatuses[].state, .lastState, .restartCount
 * Quiet for: pods of Jobs (the Job retries, and is judged); containers ended for memory (pods/within-memory tells of
 * those); a first restart, such as of a service that waited for its database; restarts of the node.
 */
export const podsStayUp = defineCheck({
  id: 'pods/stay-up',
  title: 'Containers stay up',
  severity: 'warning',
  remediation: [describePod, readLog],
  reads: [pods],
  settings: crashLimits,
  *run({ pods }, { now, settings }) {
    for (const pod of livePods(pods).filter(({ isOfJob }) => !isOfJob)) {
      for (const container of pod.containers) {
        if (!isCrashing(pod, container, now, settings) || wasOutOfMemory(container)) continue;
        const end = lastEndOf(container);
        const exitCode = end?.exitCode ?? null;
        yield {
          subject: subjectOf(pod),
          owner: pod.owner,
          discriminator: container.name,
          message: `${headOf(pod, container)} ${describeState(container)}, ${countRestarts(container)}${endedAgo(end?.finishedAt, now)}${quote(runtimeWords(container))}`,
          since: notReadySince(pod) ?? end?.finishedAt ?? null,
          evidence: { container: container.name, exitCode, restarts: container.restarts, reason: end?.reason ?? '' },
          remediation: [describePod, readLog, ...mend(pod, exitCode)],
        };
      }
    }
    return pods.total;
  },
});

function describeState({ state, lastState }: Container): string {
  if (state.running) return `runs again after exit code ${lastState.terminated?.exitCode}`;
  if (state.terminated) return `has ended with exit code ${state.terminated.exitCode}`;
  const exit = lastState.terminated ? `, exit code ${lastState.terminated.exitCode}` : '';
  return `is in ${state.waiting?.reason}${exit}`;
}

/** Why the runtime could not start it. What the application itself left as its last words may hold secrets. */
function runtimeWords({ state, lastState }: Container): string {
  const end = lastState.terminated;
  const said = end && ['StartError', 'ContainerCannotRun'].includes(end.reason) ? end.message : '';
  if (said || state.waiting?.reason === 'CrashLoopBackOff') return said;
  return state.waiting?.message ?? '';
}

function mend(pod: Pod, exitCode: number | null): readonly RemediationStep[] {
  const undo = undoRollout(pod.owner);
  if (exitCode === 0) {
    return [correctOwner(pod.owner, 'Its process ends by itself: run it in the foreground, or as a Job.'), ...undo];
  }
  if (exitCode === 126 || exitCode === 127 || exitCode === 128) {
    return [correctOwner(pod.owner, 'The command is not there or cannot be run: correct it, or the image.'), ...undo];
  }
  if (exitCode === 137 || exitCode === 143) {
    return [
      {
        text: 'It was killed from outside: look whether its liveness probe fails, and give the probe more time if so.',
        command: 'kubectl get events -n {namespace} --field-selector involvedObject.name={name},reason=Unhealthy',
      },
      ...undo,
    ];
  }
  return [...undo, correctOwner(pod.owner, 'Else correct the configuration that its log complains of.')];
}

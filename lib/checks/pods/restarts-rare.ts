import { type Container, type Pod, pods } from '#lib/cluster/sources/pods.ts';
import { defineCheck, type RemediationStep } from '../check.ts';
import { ageMinutes } from '../duration.ts';
import { crashLimits, isCrashing, wasOutOfMemory } from './container-state.ts';
import { livePods, subjectOf } from './live-pods.ts';
import { describePod, undoRollout } from './owner-steps.ts';
import { countRestarts, endedAgo, headOf } from './pod-words.ts';

const steps: readonly RemediationStep[] = [
  describePod,
  {
    text: 'Read what the container wrote before its last end.',
    command: 'kubectl logs {name} -n {namespace} -c {container} --previous --tail=100',
  },
  {
    text: 'Look whether a failing liveness probe restarts it.',
    command: 'kubectl get events -n {namespace} --field-selector involvedObject.name={name},reason=Unhealthy',
  },
];

/**
 * Containers that run were not restarted again and again of late. The count alone says little, since it never falls: it
 * is joined with how long ago the last restart was. One of the last day is information, one of the last hour a warning.
 *
 * Reads: v1 Pod .status.containerStatuses[].restartCount, .lastState.terminated.finishedAt
 * Quiet for: old restarts, however many; crash loops (pods/stay-up) and memory (pods/within-memory); pods of Jobs.
 */
export const podsRestartsRare = defineCheck({
  id: 'pods/restarts-rare',
  title: 'Running containers are seldom restarted',
  severity: 'warning',
  remediation: steps,
  reads: [pods],
  settings: { restarts: 5, recentMinutes: 60, noticeMinutes: 1440 },
  *run({ pods }, { now, settings }) {
    for (const pod of livePods(pods).filter(({ isOfJob }) => !isOfJob)) {
      for (const container of pod.containers) {
        const end = container.lastState.terminated;
        if (!end?.finishedAt || container.restarts <= settings.restarts || isToldElsewhere(pod, container, now))
          continue;
        const endedMinutes = ageMinutes(now, end.finishedAt);
        if (endedMinutes >= settings.noticeMinutes) continue;
        yield {
          subject: subjectOf(pod),
          owner: pod.owner,
          discriminator: container.name,
          message: `${headOf(pod, container)} runs after ${countRestarts(container)}${endedAgo(end.finishedAt, now)} with exit code ${end.exitCode}`,
          since: end.finishedAt,
          severity: endedMinutes < settings.recentMinutes ? ('warning' as const) : ('info' as const),
          evidence: {
            container: container.name,
            restarts: container.restarts,
            exitCode: end.exitCode,
            reason: end.reason,
          },
          remediation: [...steps, ...undoRollout(pod.owner)],
        };
      }
    }
    return pods.total;
  },
});

function isToldElsewhere(pod: Pod, container: Container, now: Date): boolean {
  return !container.state.running || wasOutOfMemory(container) || isCrashing(pod, container, now, crashLimits);
}

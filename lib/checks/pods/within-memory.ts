import { type Container, pods } from '#lib/cluster/sources/pods.ts';
import { defineCheck } from '../check.ts';
import { ageMinutes } from '../duration.ts';
import { lastEndOf, wasOutOfMemory } from './container-state.ts';
import { livePods, notReadySince, subjectOf } from './live-pods.ts';
import { correctOwner, describePod } from './owner-steps.ts';
import { countRestarts, endedAgo, headOf } from './pod-words.ts';

/**
 * Containers stay within their memory limit: none was killed for exceeding it within the last day. A day, because that is
 * how often the morning looks; a container that has run well since then is quiet the next day.
 *
 * Reads: v1 Pod .status.containerStatuses[].state.terminated, .lastState.terminated (reason OOMKilled)
 * Quiet for: older kills; pods of Jobs (the Job retries, and is judged).
 */
export const podsWithinMemory = defineCheck({
  id: 'pods/within-memory',
  title: 'Containers stay within their memory limit',
  severity: 'warning',
  remediation: [describePod],
  reads: [pods],
  settings: { recentMinutes: 1440 },
  *run({ pods }, { now, settings }) {
    for (const pod of livePods(pods).filter(({ isOfJob }) => !isOfJob)) {
      for (const container of pod.containers) {
        const end = lastEndOf(container);
        if (!end || !wasOutOfMemory(container)) continue;
        if (container.state.running && ageMinutes(now, end.finishedAt) >= settings.recentMinutes) continue;
        const limit = container.limits.memory ?? null;
        yield {
          subject: subjectOf(pod),
          owner: pod.owner,
          discriminator: container.name,
          message: `${headOf(pod, container)} was killed for memory (${describeLimit(limit)}), ${describeNow(container)}, ${countRestarts(container)}${endedAgo(end.finishedAt, now)}`,
          since: notReadySince(pod) ?? end.finishedAt,
          evidence: {
            container: container.name,
            memoryLimit: limit,
            restarts: container.restarts,
            exitCode: end.exitCode,
          },
          remediation: [
            describePod,
            {
              text: 'Compare its use with its limit, and look whether the use only ever grows: a leak.',
              command: 'kubectl top pod {name} -n {namespace} --containers',
            },
            correctOwner(pod.owner, 'Raise its memory limit, or mend what takes the memory.'),
          ],
        };
      }
    }
    return pods.total;
  },
});

function describeLimit(limit: string | null): string {
  return limit === null ? 'no limit of its own' : `limit ${limit}`;
}

function describeNow({ state }: Container): string {
  if (state.running) return 'runs again';
  return state.waiting ? `is in ${state.waiting.reason}` : 'has not started again';
}

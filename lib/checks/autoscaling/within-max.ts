import { type Autoscaler, autoscalers } from '#lib/cluster/sources/autoscalers.ts';
import { defineCheck } from '../check.ts';
import { ageMinutes, ageMs, formatDuration } from '../duration.ts';
import { conditionOf, describeAutoscaler, subjectOf } from './autoscaler-words.ts';

/**
 * No autoscaler wants more replicas than it may have. It says so itself, by the reason TooManyReplicas: one that runs at
 * its maximum and wants no more (DesiredWithinRange) is well.
 *
 * Reads: autoscaling/v2 HorizontalPodAutoscaler .status.conditions[ScalingLimited]
 * Quiet for: at the maximum and satisfied; wanting fewer than the minimum; held back by a rate limit. For the first
 * minutes it is told as info: a peak may pass
 */
export const autoscalingWithinMax = defineCheck({
  id: 'autoscaling/within-max',
  title: 'No autoscaler wants more replicas than its maximum',
  severity: 'warning',
  remediation: [
    describeAutoscaler,
    {
      text: 'If the load is real and the nodes have room (capacity/headroom), raise the maximum; else find what makes the pods busy.',
      command: 'kubectl edit hpa {name} -n {namespace}',
      verify: 'kubectl get hpa {name} -n {namespace}',
    },
  ],
  reads: [autoscalers],
  settings: { graceMinutes: 15 },
  *run({ autoscalers }, { now, settings }) {
    for (const autoscaler of autoscalers) {
      const since = cappedSince(autoscaler);
      if (since === undefined) continue;
      const isLong = since === null || ageMinutes(now, since) >= settings.graceMinutes;
      const duration = since ? ` for ${formatDuration(ageMs(now, since))}` : '';
      const { namespace, name, currentReplicas, maxReplicas } = autoscaler;
      yield {
        subject: subjectOf(autoscaler),
        severity: isLong ? 'warning' : 'info',
        since,
        message: `Autoscaler ${namespace}/${name} has wanted more than its maximum of ${maxReplicas} replicas${duration} (${currentReplicas} run)`,
        evidence: { currentReplicas, maxReplicas },
      };
    }
    return autoscalers.length;
  },
});

/** Since when it wants more than its maximum; undefined when it does not, null when it does not say since when. */
function cappedSince(autoscaler: Autoscaler): string | null | undefined {
  const limited = conditionOf(autoscaler, 'ScalingLimited');
  const isCapped = limited?.status === 'True' && limited.reason === 'TooManyReplicas';
  return isCapped ? limited.lastTransitionAt : undefined;
}

import { autoscalers } from '#lib/cluster/sources/autoscalers.ts';
import { defineCheck } from '../check.ts';
import { describeAutoscaler, subjectOf } from './autoscaler-words.ts';

/**
 * Every autoscaler has a range to scale in. With the minimum equal to the maximum it holds a number and looks like more.
 *
 * Reads: autoscaling/v2 HorizontalPodAutoscaler .spec.minReplicas, .spec.maxReplicas
 */
export const autoscalingHasRange = defineCheck({
  id: 'autoscaling/has-range',
  title: 'Autoscalers have a range to scale in',
  severity: 'info',
  remediation: [
    describeAutoscaler,
    {
      text: 'Raise the maximum, or, if the number is meant to be fixed, delete the autoscaler and set the replicas of its target.',
      command: 'kubectl edit hpa {name} -n {namespace}',
      verify: 'kubectl get hpa {name} -n {namespace}',
    },
  ],
  reads: [autoscalers],
  *run({ autoscalers }) {
    for (const autoscaler of autoscalers) {
      const { namespace, name, minReplicas, maxReplicas } = autoscaler;
      if (minReplicas !== maxReplicas) continue;
      yield {
        subject: subjectOf(autoscaler),
        message: `Autoscaler ${namespace}/${name} cannot scale: its minimum and its maximum are both ${maxReplicas}`,
        evidence: { minReplicas, maxReplicas },
      };
    }
    return autoscalers.length;
  },
});

import type { Autoscaler } from '#lib/cluster/sources/autoscalers.ts';
import type { Condition } from '#lib/cluster/sources/pods.ts';
import type { RemediationStep, Subject } from '../check.ts';

/** The autoscaler as findings name it. */
export function subjectOf({ namespace, name }: Autoscaler): Subject {
  return { kind: 'HorizontalPodAutoscaler', namespace, name };
}

/** What to look at first, whatever is wrong with an autoscaler. */
export const describeAutoscaler: RemediationStep = {
  text: 'Look at its conditions and last events.',
  command: 'kubectl describe hpa {name} -n {namespace}',
};

/** A condition of the autoscaler by type. */
export function conditionOf({ conditions }: Autoscaler, type: string): Condition | undefined {
  return conditions.find((condition) => condition.type === type);
}

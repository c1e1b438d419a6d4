import { type Autoscaler, toAutoscaler } from '#lib/cluster/sources/autoscalers.ts';
import { minutesAgo } from '../../support/observe.ts';

export interface ConditionText {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message?: string;
  readonly minutes?: number;
}

/** An autoscaler of Deployment shop/web that is well, but for what is given. */
export function autoscaler(
  conditions: readonly ConditionText[] = [],
  {
    min = 2,
    max = 8,
    ageMinutes = 9000,
    metrics = [cpu],
  }: {
    min?: number;
    max?: number;
    ageMinutes?: number;
    metrics?: NonNullable<NonNullable<Parameters<typeof toAutoscaler>[0]['spec']>['metrics']>;
  } = {},
): Autoscaler {
  const well = [
    { type: 'AbleToScale', status: 'True', reason: 'ReadyForNewScale' },
    { type: 'ScalingActive', status: 'True', reason: 'ValidMetricFound' },
    { type: 'ScalingLimited', status: 'False', reason: 'DesiredWithinRange' },
  ];
  const given = new Map(
    [...well, ...conditions].map((condition): [string, ConditionText] => [condition.type, condition]),
  );
  return toAutoscaler({
    metadata: { name: 'web', namespace: 'shop', creationTimestamp: minutesAgo(ageMinutes) },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
      minReplicas: min,
      maxReplicas: max,
      metrics,
    },
    status: {
      currentReplicas: max,
      desiredReplicas: max,
      conditions: [...given.values()].map(({ minutes = 60, ...condition }) => ({
        ...condition,
        lastTransitionTime: minutesAgo(minutes),
      })),
    },
  });
}

/** CPU in percent of what all containers request. */
export const cpu = {
  type: 'Resource',
  resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } },
};

import type { HorizontalPodAutoscaler, MetricSpec } from 'kubernetes-types/autoscaling/v2.d.ts';
import { defineSource } from '../source.ts';
import { type Condition, toCondition } from './pods.ts';

/** A metric that is a share of what containers request. */
export interface UtilizationMetric {
  readonly resource: string;
  /** The one container that is measured; null for all of the pod. */
  readonly container: string | null;
}

/** A HorizontalPodAutoscaler reduced to what is judged. */
export interface Autoscaler {
  readonly namespace: string;
  readonly name: string;
  readonly createdAt: string | null;
  readonly target: { readonly kind: string; readonly name: string };
  /** 1 where it does not say. */
  readonly minReplicas: number;
  readonly maxReplicas: number;
  readonly currentReplicas: number;
  readonly desiredReplicas: number;
  readonly utilizationMetrics: readonly UtilizationMetric[];
  readonly conditions: readonly Condition[];
}

/** All HorizontalPodAutoscalers of the cluster. */
export const autoscalers = defineSource({
  name: 'autoscalers',
  title: 'HorizontalPodAutoscalers in all namespaces',
  permissions: () => [{ verb: 'list', group: 'autoscaling', resource: 'horizontalpodautoscalers', namespaces: 'all' }],
  load: (api) => api.list('/apis/autoscaling/v2/horizontalpodautoscalers', toAutoscaler),
});

/** Projects an autoscaler as the API prints it. */
export function toAutoscaler(raw: HorizontalPodAutoscaler): Autoscaler {
  const { metadata = {}, spec, status } = raw;
  return {
    namespace: metadata.namespace ?? '',
    name: metadata.name ?? '',
    createdAt: metadata.creationTimestamp ?? null,
    target: { kind: spec?.scaleTargetRef?.kind ?? '', name: spec?.scaleTargetRef?.name ?? '' },
    minReplicas: spec?.minReplicas ?? 1,
    maxReplicas: spec?.maxReplicas ?? 0,
    currentReplicas: status?.currentReplicas ?? 0,
    desiredReplicas: status?.desiredReplicas ?? 0,
    utilizationMetrics: (spec?.metrics ?? []).flatMap(toUtilizationMetric),
    conditions: (status?.conditions ?? []).map(toCondition),
  };
}

function toUtilizationMetric({ resource, containerResource }: MetricSpec): UtilizationMetric[] {
  const metric = containerResource ?? resource;
  if (!metric || typeof metric.target?.averageUtilization !== 'number') return [];
  return [{ resource: metric.name, container: containerResource?.container ?? null }];
}

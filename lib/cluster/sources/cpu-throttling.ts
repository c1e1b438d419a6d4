import { defineSource } from '../source.ts';
import { prometheusPermissions } from './prometheus.ts';
import { queryPrometheus } from './prometheus-query.ts';

/** How often a container was held back at its CPU limit. */
export interface ThrottledContainer {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  /** Share of the scheduler's periods (100 ms) in which it was, 0 to 1. */
  readonly share: number;
}

/** Figures of cAdvisor, kept by Prometheus. */
export interface CpuThrottling {
  /** Containers with a CPU limit that have figures. */
  readonly measured: number;
  /** The hundred most throttled. */
  readonly worst: readonly ThrottledContainer[];
}

const by = 'sum by (namespace, pod, container)';
const periods = (name: string) => `${by} (increase(container_cpu_cfs_${name}_total{container!=""}[15m]))`;

/** Bounded on purpose: fifteen minutes, and the hundred worst. */
const throttlingQuery = `topk(100, ${periods('throttled_periods')} / ${periods('periods')})`;
const throttlingCountQuery = 'count(container_cpu_cfs_periods_total{container!=""})';

/** CPU throttling over the last 15 minutes; null when no Prometheus is configured. */
export const cpuThrottling = defineSource({
  name: 'cpuThrottling',
  title: 'CPU throttling, from Prometheus',
  permissions: prometheusPermissions,
  async load(api, { config }): Promise<CpuThrottling | null> {
    const [count, worst] = await Promise.all([
      queryPrometheus(api, config, throttlingCountQuery),
      queryPrometheus(api, config, throttlingQuery),
    ]);
    if (!count || !worst) return null;
    return {
      measured: count[0]?.value ?? 0,
      worst: worst.map(({ labels, value }) => ({
        namespace: labels['namespace'] ?? '',
        pod: labels['pod'] ?? '',
        container: labels['container'] ?? '',
        share: Number.isFinite(value) ? value : 0,
      })),
    };
  },
});

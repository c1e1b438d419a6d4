import { defineSource } from '../source.ts';
import { prometheusPermissions } from './prometheus.ts';
import { queryPrometheus } from './prometheus-query.ts';

/** How much waits on a node, as node-exporter tells. */
export interface NodeSaturation {
  /** `host:port` under which Prometheus knows the node. */
  readonly instance: string;
  /** Processes that run or wait, per CPU; the least of the last 15 minutes. */
  readonly loadPerCpu: number;
}

/** Bounded on purpose: the two hundred most loaded nodes. */
const saturationQuery =
  'topk(200, min_over_time((sum by (instance) (node_load1) / count by (instance) (node_cpu_seconds_total{mode="idle"}))[15m:1m]))';

/** Load of the nodes over the last 15 minutes; null when no Prometheus is configured. */
export const nodeSaturation = defineSource({
  name: 'nodeSaturation',
  title: 'load of the nodes, from Prometheus',
  permissions: prometheusPermissions,
  async load(api, { config }): Promise<readonly NodeSaturation[] | null> {
    const samples = await queryPrometheus(api, config, saturationQuery);
    const known = samples?.filter(({ value }) => Number.isFinite(value));
    return known?.map(({ labels, value }) => ({ instance: labels['instance'] ?? '', loadPerCpu: value })) ?? null;
  },
});

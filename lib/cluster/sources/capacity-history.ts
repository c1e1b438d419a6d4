import { defineSource } from '../source.ts';
import { prometheusPermissions } from './prometheus.ts';
import { queryPrometheus, type Series } from './prometheus-query.ts';

/** Requests of all pods as a share of what the nodes can allot, day by day. */
export interface CapacityHistory {
  /** 0 to 1 and above. */
  readonly cpu: Series['points'];
  readonly memory: Series['points'];
}

/** By kube-state-metrics: what pods request that have not ended, of what nodes can allot; a point a day for four weeks. */
export function requestedShareQuery(resource: 'cpu' | 'memory'): string {
  const selected = `resource="${resource}"`;
  const requests = `kube_pod_container_resource_requests{${selected},node!=""}`;
  const live = 'on (namespace, pod) group_left () max by (namespace, pod) (kube_pod_status_phase{phase=~"Pending|Running"} == 1)';
  return `(sum(${requests} * ${live}) / sum(kube_node_status_allocatable{${selected}}))[28d:1d]`;
}

/** How full the cluster was over the last four weeks; null when no Prometheus is configured. */
export const capacityHistory = defineSource({
  name: 'capacityHistory',
  title: 'requests over the last four weeks, from Prometheus',
  permissions: prometheusPermissions,
  async load(api, { config }): Promise<CapacityHistory | null> {
    const [cpu, memory] = await Promise.all([
      queryPrometheus(api, config, requestedShareQuery('cpu')),
      queryPrometheus(api, config, requestedShareQuery('memory')),
    ]);
    return cpu && memory && { cpu: cpu[0]?.points ?? [], memory: memory[0]?.points ?? [] };
  },
});

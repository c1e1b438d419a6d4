import { defineSource } from '../source.ts';
import { askPrometheus, prometheusPermissions } from './prometheus.ts';

/** A value as it was at an instant. */
export interface Point {
  readonly at: string;
  readonly value: number;
}

/** Requests of all pods day by day, as a share of what the nodes can allot now. */
export interface CapacityHistory {
  /** 0 to 1 and above. */
  readonly cpu: readonly Point[];
  readonly memory: readonly Point[];
}

/**
 * By kube-state-metrics: what pods requested that had not ended, of what nodes can allot now (a node added in between is
 * no growth the other way); a point a day for four weeks. The `@` modifier is Prometheus' since 2.33.
 */
function requestedShareQuery(resource: 'cpu' | 'memory'): string {
  const selected = `resource="${resource}"`;
  const requests = `kube_pod_container_resource_requests{${selected},node!=""}`;
  const live =
    'on (namespace, pod) group_left () max by (namespace, pod) (kube_pod_status_phase{phase=~"Pending|Running"} == 1)';
  return `(sum(${requests} * ${live}) / sum(kube_node_status_allocatable{${selected}} @ end()))[28d:1d]`;
}

/** How full the cluster was over the last four weeks; null when no Prometheus is configured. */
export const capacityHistory = defineSource({
  name: 'capacityHistory',
  title: 'requests over the last four weeks, from Prometheus',
  permissions: prometheusPermissions,
  async load(api, { config }): Promise<CapacityHistory | null> {
    const ask = (resource: 'cpu' | 'memory') => {
      const query = new URLSearchParams({ query: requestedShareQuery(resource) });
      return askPrometheus<RawMatrix>(api, config, `/api/v1/query?${query.toString()}`);
    };
    const [cpu, memory] = await Promise.all([ask('cpu'), ask('memory')]);
    return cpu && memory && { cpu: toPoints(cpu), memory: toPoints(memory) };
  },
});

interface RawMatrix {
  readonly result?:
    | readonly { readonly values?: readonly (readonly [seconds: number, value: string])[] | null }[]
    | null;
}

/** The points of the only series; what is no number (a share of nothing) is left out. */
export function toPoints({ result }: RawMatrix): Point[] {
  return (result?.[0]?.values ?? [])
    .map(([seconds, text]) => ({ at: new Date(seconds * 1000).toISOString(), value: Number(text) }))
    .filter(({ value }) => Number.isFinite(value));
}

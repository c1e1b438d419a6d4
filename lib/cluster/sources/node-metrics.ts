import { toBytes, toMillis } from '../quantity.ts';
import { defineSource } from '../source.ts';

/** What metrics-server says that a node uses, averaged over its window (about 20 s). */
export interface NodeMetrics {
  readonly name: string;
  /** End of the window, ISO. */
  readonly measuredAt: string | null;
  readonly cpuMillis: number;
  /** Working set: what cannot be reclaimed at once. */
  readonly memoryBytes: number;
}

interface RawNodeMetrics {
  readonly metadata?: { readonly name?: string };
  readonly timestamp?: string;
  readonly usage?: { readonly cpu?: string; readonly memory?: string };
}

/** Usage of all nodes, from the metrics API (`kubectl top nodes`). */
export const nodeMetrics = defineSource({
  name: 'nodeMetrics',
  title: 'node metrics',
  permissions: () => [{ verb: 'list', group: 'metrics.k8s.io', resource: 'nodes', namespaces: 'all' }],
  load: (api) => api.list('/apis/metrics.k8s.io/v1beta1/nodes', toNodeMetrics),
});

/** Projects a node's metrics as the API prints them. */
export function toNodeMetrics(raw: RawNodeMetrics): NodeMetrics {
  return {
    name: raw.metadata?.name ?? '',
    measuredAt: raw.timestamp ?? null,
    cpuMillis: toMillis(raw.usage?.cpu),
    memoryBytes: toBytes(raw.usage?.memory),
  };
}

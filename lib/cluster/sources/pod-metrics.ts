import { toBytes, toMillis } from '../quantity.ts';
import { defineSource } from '../source.ts';

/** What metrics-server says that a pod's containers use, averaged over its window (about 20 s). */
export interface PodMetrics {
  readonly namespace: string;
  readonly name: string;
  readonly containers: readonly {
    readonly name: string;
    readonly cpuMillis: number;
    /** Working set: what counts against the memory limit. */
    readonly memoryBytes: number;
  }[];
}

interface RawPodMetrics {
  readonly metadata?: { readonly name?: string; readonly namespace?: string };
  readonly containers?:
    | readonly { readonly name: string; readonly usage?: { readonly cpu?: string; readonly memory?: string } }[]
    | null;
}

/** Usage of all pods, from the metrics API (`kubectl top pods`). The API knows no paging: it is one answer. */
export const podMetrics = defineSource({
  name: 'podMetrics',
  title: 'pod metrics in all namespaces',
  permissions: () => [{ verb: 'list', group: 'metrics.k8s.io', resource: 'pods', namespaces: 'all' }],
  load: (api) => api.list('/apis/metrics.k8s.io/v1beta1/pods', toPodMetrics),
});

/** Projects a pod's metrics as the API prints them. */
export function toPodMetrics(raw: RawPodMetrics): PodMetrics {
  return {
    namespace: raw.metadata?.namespace ?? '',
    name: raw.metadata?.name ?? '',
    containers: (raw.containers ?? []).map(({ name, usage }) => ({
      name,
      cpuMillis: toMillis(usage?.cpu),
      memoryBytes: toBytes(usage?.memory),
    })),
  };
}

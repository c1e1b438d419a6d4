import type { Endpoint, EndpointSlice as RawSlice } from 'kubernetes-types/discovery/v1.d.ts';
import { defineSource } from '../source.ts';

const serviceLabel = 'kubernetes.io/service-name';
const changedAnnotation = 'endpoints.kubernetes.io/last-change-trigger-time';

/** A slice of a service's endpoints, reduced to how many take traffic. A service may have several. */
export interface EndpointSlice {
  readonly namespace: string;
  /** The service, by the label `kubernetes.io/service-name`; empty for a slice of none. */
  readonly service: string;
  /** Endpoints whose `ready` is true or not said, which the API defines as ready. */
  readonly ready: number;
  /** The pods (or addresses) that are not ready, without those that are terminating. */
  readonly unready: readonly string[];
  /** When a pod's or the service's change last changed the slice; the controller does not always say. */
  readonly changedAt: string | null;
}

/** All endpoint slices of the cluster. */
export const endpointSlices = defineSource({
  name: 'endpointSlices',
  title: 'endpoint slices in all namespaces',
  permissions: () => [{ verb: 'list', group: 'discovery.k8s.io', resource: 'endpointslices', namespaces: 'all' }],
  load: (api) => api.list('/apis/discovery.k8s.io/v1/endpointslices', toEndpointSlice),
});

/** Projects an endpoint slice as the API prints it. */
export function toEndpointSlice(raw: RawSlice): EndpointSlice {
  const endpoints = raw.endpoints ?? [];
  return {
    namespace: raw.metadata?.namespace ?? '',
    service: raw.metadata?.labels?.[serviceLabel] ?? '',
    ready: endpoints.filter(isReady).length,
    unready: endpoints
      .filter((endpoint) => !isReady(endpoint) && !endpoint.conditions?.terminating)
      .map((endpoint) => endpoint.targetRef?.name ?? endpoint.addresses?.[0] ?? ''),
    changedAt: raw.metadata?.annotations?.[changedAnnotation] ?? null,
  };
}

function isReady(endpoint: Endpoint): boolean {
  return endpoint.conditions?.ready ?? true;
}

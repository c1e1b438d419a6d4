import type { Service as RawService } from 'kubernetes-types/core/v1.d.ts';
import { defineSource } from '../source.ts';

/** One port of a service. */
interface ServicePort {
  readonly name: string;
  readonly port: number;
  /** A number, or the name of a container's port; the port itself where the service does not say. */
  readonly targetPort: number | string;
}

/** A service reduced to where it sends its traffic. */
export interface Service {
  readonly name: string;
  readonly namespace: string;
  readonly createdAt: string | null;
  readonly deletionAt: string | null;
  readonly type: string;
  /** null where endpoints are kept by hand or by another controller, and for ExternalName. */
  readonly selector: Readonly<Record<string, string>> | null;
  readonly ports: readonly ServicePort[];
}

/** All services of the cluster. */
export const services = defineSource({
  name: 'services',
  title: 'services in all namespaces',
  permissions: () => [{ verb: 'list', group: '', resource: 'services', namespaces: 'all' }],
  load: (api) => api.list('/api/v1/services', toService),
});

/** Projects a service as the API prints it. */
export function toService(raw: RawService): Service {
  const spec = raw.spec ?? {};
  const hasSelector = spec.type !== 'ExternalName' && Object.keys(spec.selector ?? {}).length > 0;
  return {
    name: raw.metadata?.name ?? '',
    namespace: raw.metadata?.namespace ?? '',
    createdAt: raw.metadata?.creationTimestamp ?? null,
    deletionAt: raw.metadata?.deletionTimestamp ?? null,
    type: spec.type ?? 'ClusterIP',
    selector: hasSelector ? (spec.selector ?? null) : null,
    ports: (spec.ports ?? []).map(({ name, port, targetPort }) => ({
      name: name ?? '',
      port,
      targetPort: targetPort ?? port,
    })),
  };
}

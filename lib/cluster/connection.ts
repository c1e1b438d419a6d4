import type { ClusterAccess } from './access.ts';
import { createClusterApi } from './api-client.ts';
import type { AwsApi } from './aws/aws-api.ts';
import type { ClusterApi } from './cluster-api.ts';
import { type ExchangeOptions, type Meter, openExchange } from './exchange.ts';

/** A cluster that can be read; each `api(meter)` shares its connection and its limit, and counts on its own meter. */
export interface ClusterConnection {
  api(meter: Meter): ClusterApi;
  /** AWS, where the cluster is one of EKS. */
  readonly aws?: AwsApi;
  /** TCP connections opened so far. */
  connections(): number;
  close(): void;
}

/** Connects lazily: nothing is sent before the first read. */
export function connectCluster(access: ClusterAccess, options?: ExchangeOptions): ClusterConnection {
  const exchange = openExchange(access, options);
  return {
    api: (meter) => createClusterApi(access, exchange, meter),
    ...(access.aws && { aws: access.aws }),
    connections: () => exchange.connections(),
    close: () => exchange.close(),
  };
}

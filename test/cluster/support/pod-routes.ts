import type { Api, KubernetesObject } from './api.ts';
import type { Resolve } from './egress.ts';

/** Connections to `port` of the pods that carry all `labels` go to a server on loopback. */
export type PodRoute = {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly port: number;
  /** 'host:port', or null for a pod that does not answer. */
  readonly loopback: string | null;
};

export type PodRoutes = {
  /** Adds a route; a later one wins over an earlier one. */
  readonly set: (route: PodRoute) => void;
  readonly resolve: Resolve;
};

/**
 * Routes by what a pod is instead of by its address: pods get their addresses from kwok when they start, and new
 * ones with every rollout.
 */
export function createPodRoutes(api: Api): PodRoutes {
  const routes: PodRoute[] = [];
  return {
    set: (route) => void routes.unshift(route),
    resolve: async (host, port) => {
      const candidates = routes.filter((route) => route.port === port);
      if (candidates.length === 0) return undefined;
      const pods = await api.json<{ items: KubernetesObject[] }>(`/api/v1/pods?fieldSelector=status.podIP=${host}`);
      const route = candidates.find((candidate) => pods.items.some((pod) => isFor(candidate, pod)));
      return route?.loopback ?? undefined;
    },
  };
}

function isFor({ namespace, labels }: PodRoute, { metadata }: KubernetesObject): boolean {
  const own = (metadata['labels'] ?? {}) as Record<string, string>;
  return metadata.namespace === namespace && Object.entries(labels).every(([key, value]) => own[key] === value);
}

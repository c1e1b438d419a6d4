import type { RunbookConfig } from '#lib/config/schema.ts';
import type { ClusterApi } from '../cluster-api.ts';
import { defineSource } from '../source.ts';
import { askService, type ProxiedService, type ProxyAnswer, proxyPermissions } from './service-proxy.ts';

/** An answer slower than this is asked for again, so that one slow moment is not taken for the service's pace. */
const retryAboveMs = 500;

/** A health endpoint of the configuration. */
interface HealthTarget extends ProxiedService {
  readonly workload: { readonly kind: string; readonly namespace: string; readonly name: string };
  readonly path: string;
}

/** A health endpoint and what became of asking it. */
export interface HealthEndpoint extends HealthTarget {
  /** The better one of the answers. */
  readonly answer: ProxyAnswer;
  /** How often it was asked: twice unless the first answer was good and fast. */
  readonly attempts: number;
}

/** A probe: GET on the health endpoint of each configured workload, through the API server's service proxy. */
export const healthEndpoints = defineSource({
  name: 'healthEndpoints',
  title: 'health endpoints of the configured workloads',
  permissions: (config) => proxyPermissions(healthTargets(config)),
  load: (api, { config }) => Promise.all(healthTargets(config).map((target) => askHealth(api, target))),
});

/** The health endpoints that a configuration names. */
export function healthTargets(config: RunbookConfig): HealthTarget[] {
  return config.workloads.flatMap(({ kind, namespace, name, service, port, scheme, healthPath }) =>
    service && port && healthPath
      ? [{ workload: { kind, namespace, name }, namespace, service, port, scheme, path: healthPath }]
      : [],
  );
}

/** Whether a backend answered with success. */
export function isHealthy(answer: ProxyAnswer): boolean {
  return answer.outcome === 'answered' && answer.status >= 200 && answer.status < 300;
}

async function askHealth(api: ClusterApi, target: HealthTarget): Promise<HealthEndpoint> {
  const first = await askService(api, target, target.path);
  if (isHealthy(first) && durationOf(first) <= retryAboveMs) return { ...target, answer: first, attempts: 1 };
  const second = await askService(api, target, target.path);
  const isFirstBetter = isHealthy(first) && (!isHealthy(second) || durationOf(first) < durationOf(second));
  return { ...target, answer: isFirstBetter ? first : second, attempts: 2 };
}

function durationOf(answer: ProxyAnswer): number {
  return answer.outcome === 'answered' ? answer.durationMs : Number.POSITIVE_INFINITY;
}

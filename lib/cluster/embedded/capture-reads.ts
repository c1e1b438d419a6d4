import type { RunbookConfig } from '#lib/config/schema.ts';
import type { Permission } from '../permission.ts';
import { healthTargets } from '../sources/health-endpoints.ts';
import { prometheusOf } from '../sources/prometheus.ts';
import { type ProxiedService, proxyPermissions } from '../sources/service-proxy.ts';
import { type ApiKind, builtInKinds } from './api-kinds.ts';

/** Not captured: repeats of EndpointSlices, heartbeats, and what is large and is no state. */
const LEFT_OUT = new Set(['Endpoints', 'Lease', 'CustomResourceDefinition', 'CertificateSigningRequest']);

/** The kinds that a capture lists, in all namespaces. */
export const capturedKinds: readonly ApiKind[] = builtInKinds.filter(({ kind }) => !LEFT_OUT.has(kind));

/** One request through the service proxy. */
export interface CapturedRequest extends ProxiedService {
  readonly path: string;
}

const PROMETHEUS_PATHS = [
  '/-/ready',
  '/api/v1/targets?state=active',
  '/api/v1/rules',
  '/api/v1/alerts',
  '/api/v1/status/buildinfo',
  '/api/v1/status/runtimeinfo',
];
const ALERTMANAGER_PATHS = ['/-/ready', '/api/v2/status', '/api/v2/alerts', '/api/v2/silences'];

/** What a capture asks of the configured services: what the checks ask, so that a replay can answer it. */
export function capturedRequests(config: RunbookConfig): CapturedRequest[] {
  const prometheus = prometheusOf(config);
  const alertmanager = alertmanagerOf(config);
  return [
    ...healthTargets(config).map(({ namespace, service, port, scheme, path }) => ({
      namespace,
      service,
      port,
      scheme,
      path,
    })),
    ...(prometheus ? onService(prometheus, PROMETHEUS_PATHS) : []),
    ...(alertmanager ? onService(alertmanager, ALERTMANAGER_PATHS) : []),
  ];
}

/** The rights that a capture uses; it does without those that it is denied. */
export function capturePermissions(config: RunbookConfig): Permission[] {
  const lists = capturedKinds.map(({ group, plural }): Permission => {
    return { verb: 'list', group, resource: plural, namespaces: 'all' };
  });
  return [...lists, ...proxyPermissions(capturedRequests(config))];
}

type PrefixedService = ProxiedService & { readonly pathPrefix: string };

function alertmanagerOf({ monitoring }: RunbookConfig): PrefixedService | undefined {
  const alertmanager = monitoring?.alertmanager;
  return alertmanager && { ...alertmanager, namespace: alertmanager.namespace ?? monitoring.namespace };
}

function onService({ pathPrefix, ...service }: PrefixedService, paths: readonly string[]): CapturedRequest[] {
  return paths.map((path) => ({ ...service, path: pathPrefix + path }));
}

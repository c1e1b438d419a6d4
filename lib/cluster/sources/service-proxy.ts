import type { ClusterApi, HttpAnswer } from '../cluster-api.ts';
import { parseStatus } from '../explain.ts';
import type { Permission } from '../permission.ts';
import { ReadError } from '../read-error.ts';

/** A port of a service, asked over HTTP through the API server, so that nothing need run inside the cluster. */
export interface ProxiedService {
  readonly namespace: string;
  readonly service: string;
  readonly port: number;
  readonly scheme: 'http' | 'https';
}

/** What became of a request: the backend's own answer, or why the API server got none from it. */
export type ProxyAnswer =
  | { readonly outcome: 'answered'; readonly status: number; readonly body: string; readonly durationMs: number }
  | {
      readonly outcome: 'no-service' | 'no-port' | 'no-endpoints' | 'connection-failed' | 'timeout';
      readonly message: string;
    };

interface AskOptions {
  /** How long one request may take; default 5 s, which is what people put up with. */
  readonly deadlineMs?: number;
  /** Default 4 KiB: enough of a health page to show, and of any `Status` to understand. */
  readonly maxBytes?: number;
}

/** The name under which RBAC knows a proxied port: `name:port`, or `https:name:port`. */
export function proxyName({ scheme, service, port }: ProxiedService): string {
  return scheme === 'https' ? `https:${service}:${port}` : `${service}:${port}`;
}

/** The API path that stands for the root of a proxied service. */
export function proxyRoot(target: ProxiedService): string {
  return `/api/v1/namespaces/${target.namespace}/services/${proxyName(target)}/proxy`;
}

/** The right to ask exactly these ports of exactly these services, one permission for each namespace. */
export function proxyPermissions(targets: readonly ProxiedService[]): Permission[] {
  const byNamespace = Map.groupBy(targets, (target) => target.namespace);
  return [...byNamespace].map(([namespace, members]) => ({
    verb: 'get',
    group: '',
    resource: 'services/proxy',
    namespaces: [namespace],
    names: [...new Set(members.map(proxyName))],
  }));
}

/** Asks once. Throws `ReadError` for what is the API server's own trouble: denied, unreachable, not authenticated. */
export async function askService(
  api: ClusterApi,
  target: ProxiedService,
  path: string,
  { deadlineMs = 5000, maxBytes = 4096 }: AskOptions = {},
): Promise<ProxyAnswer> {
  try {
    return toProxyAnswer(await api.http(proxyRoot(target) + path, { deadlineMs, maxBytes }));
  } catch (error) {
    if (!(error instanceof ReadError) || error.failure !== 'timeout') throw error;
    return { outcome: 'timeout', message: `no answer within ${deadlineMs / 1000} s` };
  }
}

/** An answer in a few words: `HTTP 503`, `connection refused`, `no answer within 5 s`. */
export function describeAnswer(answer: ProxyAnswer): string {
  return answer.outcome === 'answered' ? `HTTP ${answer.status}` : answer.message;
}

/**
 * Tells the API server's own errors from the backend's (kube-apiserver: service `ResourceLocation` and the proxy's
 * transport; both are `Status` objects, and a backend's 503 is not).
 */
function toProxyAnswer({ status, body, durationMs }: HttpAnswer): ProxyAnswer {
  const message = (status === 503 || status === 404) && parseStatus(body)?.message;
  if (message) {
    if (/^services ".*" not found$/.test(message)) return { outcome: 'no-service', message };
    if (message.startsWith('no service port ')) return { outcome: 'no-port', message };
    if (/^(no endpoints available for service|endpoints ".*" not found)/.test(message)) {
      return { outcome: 'no-endpoints', message };
    }
    const failed = /^error trying to reach service: (.*)$/s.exec(message)?.[1];
    if (failed) return { outcome: 'connection-failed', message: failed };
  }
  return { outcome: 'answered', status, body, durationMs };
}

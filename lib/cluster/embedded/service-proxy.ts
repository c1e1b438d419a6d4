import { findObject, objectsIn, type RecordedCluster } from './recorded-cluster.ts';
import type { ResourceTarget } from './request.ts';
import type { KubeObject, ServiceAnswer } from './snapshot.ts';
import { type Answer, failure, notFound, text } from './status.ts';

/**
 * Answers `/api/v1/namespaces/NS/services/[SCHEME:]NAME[:PORT]/proxy/PATH` with what the snapshot lists for it. A
 * service whose recorded EndpointSlices hold no ready address has nobody to answer, whatever is listed; an unlisted
 * service is answered as the API server does, an unlisted path of a listed one with 404.
 */
export function answerService(cluster: RecordedCluster, target: ResourceTarget, query: URLSearchParams): Answer {
  const { scheme, name, port } = parseServiceName(target.name ?? '');
  const namespace = target.namespace ?? '';
  const service = findObject(cluster, 'v1/services', namespace, name);
  const answers = cluster.snapshot.serviceAnswers.filter((a) => a.namespace === namespace && a.service === name);
  if (!service && answers.length === 0) return notFound('', 'services', name);
  const number = portNumber(service, answers, port);
  if (number === undefined) return unavailable(`no service port "${port}" found for service "${name}"`);
  const onPort = answers.filter((answer) => answer.port === number && answer.scheme === scheme);
  if (onPort.length === 0 || hasNoReadyEndpoint(cluster, namespace, name)) {
    return unavailable(`no endpoints available for service "${name}"`);
  }
  return toAnswer(pickAnswer(onPort, target.rest || '/', query));
}

/** `https:prometheus:9090` as scheme, name and port; the port may be a number, a name or missing. */
function parseServiceName(id: string): { scheme: 'http' | 'https'; name: string; port: string } {
  const parts = id.split(':');
  const scheme = parts.length === 3 && parts.shift() === 'https' ? 'https' : 'http';
  const [name = '', port = ''] = parts;
  return { scheme, name, port };
}

/** The port's number: given, looked up by name, or the only one there is. */
function portNumber(
  service: KubeObject | undefined,
  answers: readonly ServiceAnswer[],
  port: string,
): number | undefined {
  const spec = service?.['spec'] as { ports?: readonly { name?: string; port: number }[] } | undefined;
  const ports = spec?.ports ?? answers.map((answer) => ({ name: '', port: answer.port }));
  const [first] = ports;
  if (port === '') return ports.every((p) => p.port === first?.port) ? first?.port : undefined;
  return ports.find((p) => p.name === port || String(p.port) === port)?.port;
}

interface EndpointSlice {
  readonly endpoints?: readonly {
    readonly addresses?: readonly string[];
    readonly conditions?: { readonly ready?: boolean };
  }[];
}

function hasNoReadyEndpoint(cluster: RecordedCluster, namespace: string, service: string): boolean {
  const collection = cluster.collections.get('discovery.k8s.io/v1/endpointslices');
  const slices = (collection ? objectsIn(collection, namespace) : []).filter(
    ({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === service,
  );
  const endpoints = slices.flatMap((slice) => (slice as unknown as EndpointSlice).endpoints ?? []);
  return slices.length > 0 && !endpoints.some((endpoint) => endpoint.conditions?.ready !== false);
}

/** The answer of this path and query before the answer of the path alone. */
function pickAnswer(
  answers: readonly ServiceAnswer[],
  path: string,
  query: URLSearchParams,
): ServiceAnswer | undefined {
  const wanted = canonical(query);
  const ofPath = answers.filter((answer) => answer.path.split('?')[0] === path);
  const exact = ofPath.find((answer) => {
    const mark = answer.path.indexOf('?');
    return mark >= 0 && canonical(new URLSearchParams(answer.path.slice(mark + 1))) === wanted;
  });
  return exact ?? ofPath.find((answer) => !answer.path.includes('?'));
}

function canonical(query: URLSearchParams): string {
  const sorted = new URLSearchParams(query);
  sorted.sort();
  return sorted.toString();
}

function toAnswer(answer: ServiceAnswer | undefined): Answer {
  if (!answer) return text('404 page not found\n', 404);
  const { status, headers, body, delayMs, unreachable, port } = answer;
  if (!unreachable) return { status, headers, body, delayMs };
  return {
    ...unavailable(`error trying to reach service: dial tcp 10.100.0.1:${port}: connect: connection refused`),
    delayMs,
  };
}

function unavailable(message: string): Answer {
  return failure(503, 'ServiceUnavailable', message);
}

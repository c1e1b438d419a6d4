import { describe, expect, test } from 'vitest';
import { serveSnapshot } from '#lib/cluster/embedded/serve-snapshot.ts';
import type { KubeObject, ServiceAnswer } from '#lib/cluster/embedded/snapshot.ts';
import { asking, snapshotOf } from './support/serving.ts';

function answerOf(more: Partial<ServiceAnswer>): ServiceAnswer {
  const service = { namespace: 'shop', service: 'web', port: 8080, scheme: 'http', path: '/health' } as const;
  return { ...service, status: 200, headers: {}, body: 'fine', delayMs: 0, unreachable: false, ...more };
}

const service: KubeObject = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { namespace: 'shop', name: 'web' },
  spec: { ports: [{ name: 'http', port: 8080 }] },
};
const idle: KubeObject = { ...service, metadata: { namespace: 'shop', name: 'idle' } };
const sliceOf = (ready: boolean): KubeObject => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { namespace: 'shop', name: 'web-1', labels: { 'kubernetes.io/service-name': 'web' } },
  endpoints: [{ addresses: ['10.0.1.1'], conditions: { ready } }],
});
const proxy = '/api/v1/namespaces/shop/services';

describe('through the service proxy', () => {
  const serviceAnswers = [
    answerOf({}),
    answerOf({ path: '/search', body: 'any' }),
    answerOf({ path: '/search?a=1&b=2', status: 500, body: 'one' }),
    answerOf({ path: '/health', scheme: 'https', body: 'over TLS' }),
    answerOf({ path: '/down', unreachable: true }),
  ];
  test.each<[string, number, string]>([
    ['/web:8080/proxy/health', 200, 'fine'],
    ['/web:http/proxy/health', 200, 'fine'],
    ['/web/proxy/health', 200, 'fine'],
    ['/http:web:8080/proxy/health', 200, 'fine'],
    ['/https:web:8080/proxy/health', 200, 'over TLS'],
    ['/web:8080/proxy/search?b=2&a=1', 500, 'one'],
    ['/web:8080/proxy/search?a=1', 200, 'any'],
    ['/web:8080/proxy/other', 404, '404 page not found\n'],
  ])('%s answers %i', async (path, status, body) => {
    const ask = await asking({ objects: [service, idle], serviceAnswers });
    expect(await ask(proxy + path)).toEqual({ status, body });
  });

  test.each<[string, number, string]>([
    ['/web:9090/proxy/', 503, 'no service port "9090" found for service "web"'],
    ['/idle:8080/proxy/', 503, 'no endpoints available for service "idle"'],
    ['/gone:8080/proxy/', 404, 'services "gone" not found'],
    [
      '/web:8080/proxy/down',
      503,
      'error trying to reach service: dial tcp 10.100.0.1:8080: connect: connection refused',
    ],
  ])('%s: the API server answers %i in its place', async (path, status, message) => {
    const ask = await asking({ objects: [service, idle], serviceAnswers });
    const reply = await ask(proxy + path);
    expect(reply.status).toBe(status);
    expect(reply.body).toMatchObject({ kind: 'Status', status: 'Failure', message, code: status });
  });
});

test('a service without a ready endpoint answers nothing, whatever is recorded', async () => {
  const ask = await asking({ objects: [service, sliceOf(false)], serviceAnswers: [answerOf({})] });
  const { status, body } = await ask(`${proxy}/web:8080/proxy/health`);
  expect([status, body.message]).toEqual([503, 'no endpoints available for service "web"']);
});

test('a service with a ready endpoint answers', async () => {
  const ask = await asking({ objects: [service, sliceOf(true)], serviceAnswers: [answerOf({})] });
  expect(await ask(`${proxy}/web:8080/proxy/health`)).toEqual({ status: 200, body: 'fine' });
});

test('closing the server ends an answer that takes long', async () => {
  const server = await serveSnapshot(snapshotOf({ serviceAnswers: [answerOf({ delayMs: 3_600_000 })] }));
  const asked = fetch(`${server.url}${proxy}/web:8080/proxy/health`).then(
    () => 'answered',
    () => 'ended',
  );
  await fetch(`${server.url}/version`);
  await server.close();
  expect(await asked).toBe('ended');
});

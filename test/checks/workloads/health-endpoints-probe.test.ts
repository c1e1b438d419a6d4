import { describe, expect, it } from 'vitest';
import type { ClusterApi, HttpAnswer } from '#lib/cluster/cluster-api.ts';
import { ReadError } from '#lib/cluster/read-error.ts';
import { healthEndpoints } from '#lib/cluster/sources/health-endpoints.ts';
import { configWith } from '../../support/config.ts';
import { now } from '../../support/observe.ts';

const config = configWith({
  workloads: [
    {
      name: 'cart',
      namespace: 'shop',
      labels: { app: 'cart' },
      service: 'cart',
      port: 443,
      scheme: 'https',
      healthPath: '/health?deep=1',
    },
    { name: 'silent', namespace: 'shop', labels: { app: 'silent' }, service: 'silent', port: 80 },
  ],
});

function answer(status: number, body = '', durationMs = 10): HttpAnswer {
  return { status, headers: {}, body, durationMs };
}

/** What kube-apiserver answers in a backend's place. */
function status(code: number, message: string): HttpAnswer {
  return answer(code, JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', message, code }));
}

/** Loads the probe against prepared answers, and tells which paths were asked. */
async function probe(...answers: (HttpAnswer | ReadError)[]) {
  const asked: string[] = [];
  const api: Pick<ClusterApi, 'http'> = {
    async http(path) {
      const next = answers[asked.push(path) - 1];
      if (!next || next instanceof ReadError) throw next ?? new Error('asked too often');
      return next;
    },
  };
  const read = () => Promise.reject(new Error('reads no other source'));
  const [endpoint] = await healthEndpoints.load(api as ClusterApi, { config, now, read });
  return { asked, answer: endpoint?.answer, attempts: endpoint?.attempts };
}

describe('the probe of health endpoints', () => {
  it('asks each configured endpoint once when its answer is good and fast', async () => {
    expect(await probe(answer(200, 'ok'))).toEqual({
      asked: ['/api/v1/namespaces/shop/services/https:cart:443/proxy/health?deep=1'],
      answer: { outcome: 'answered', status: 200, body: 'ok', durationMs: 10 },
      attempts: 1,
    });
  });

  it.each<[string, (HttpAnswer | ReadError)[], object]>([
    [
      'the second answer, when the first failed',
      [answer(503, 'starting'), answer(200, 'ok')],
      { outcome: 'answered', status: 200, body: 'ok', durationMs: 10 },
    ],
    [
      'the second answer, when both failed',
      [answer(503), answer(500)],
      { outcome: 'answered', status: 500, body: '', durationMs: 10 },
    ],
    [
      'the first answer, slow but good, when the second failed',
      [answer(200, 'ok', 900), answer(500)],
      { outcome: 'answered', status: 200, body: 'ok', durationMs: 900 },
    ],
    [
      'the faster one of two slow answers',
      [answer(200, 'ok', 700), answer(200, 'ok', 900)],
      { outcome: 'answered', status: 200, body: 'ok', durationMs: 700 },
    ],
    [
      'no answer in time',
      [new ReadError('timeout', 'late'), new ReadError('timeout', 'late')],
      { outcome: 'timeout', message: 'no answer within 5 s' },
    ],
    [
      'that the service has no endpoints, as the API server says it',
      Array(2).fill(status(503, 'no endpoints available for service "cart"')),
      { outcome: 'no-endpoints', message: 'no endpoints available for service "cart"' },
    ],
    [
      'that the connection failed',
      Array(2).fill(status(503, 'error trying to reach service: dial tcp 10.0.1.7:8080: connect: connection refused')),
      { outcome: 'connection-failed', message: 'dial tcp 10.0.1.7:8080: connect: connection refused' },
    ],
    [
      'that the service does not exist',
      Array(2).fill(status(404, 'services "cart" not found')),
      { outcome: 'no-service', message: 'services "cart" not found' },
    ],
    [
      'that the service has no such port',
      Array(2).fill(status(503, 'no service port 443 found for service "cart"')),
      { outcome: 'no-port', message: 'no service port 443 found for service "cart"' },
    ],
    [
      'a backend’s own 503 in JSON as an answer',
      Array(2).fill(answer(503, '{"message":"no endpoints available for service"}')),
      { outcome: 'answered', status: 503 },
    ],
  ])('gives %s', async (_, answers, expected) => {
    const probed = await probe(...answers);
    expect(probed).toMatchObject({ answer: expected, attempts: 2 });
    expect(probed.asked).toHaveLength(2);
  });

  it('does not take a missing right for an endpoint that is down', async () => {
    await expect(probe(new ReadError('denied', 'GET ...: 403'))).rejects.toMatchObject({ failure: 'denied' });
  });

  it('needs the right to the configured ports and to no others', () => {
    expect(healthEndpoints.permissions(config)).toEqual([
      { verb: 'get', group: '', resource: 'services/proxy', namespaces: ['shop'], names: ['https:cart:443'] },
    ]);
    expect(healthEndpoints.permissions(configWith({ workloads: [] }))).toEqual([]);
  });
});

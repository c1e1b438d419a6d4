import { describe, expect, it } from 'vitest';
import { workloadsHealthEndpoints } from '#lib/checks/workloads/health-endpoints.ts';
import type { HealthEndpoint } from '#lib/cluster/sources/health-endpoints.ts';
import type { ProxyAnswer } from '#lib/cluster/sources/service-proxy.ts';
import { observe } from '../../support/observe.ts';

const target = {
  workload: { kind: 'Deployment', namespace: 'shop', name: 'cart' },
  namespace: 'shop',
  service: 'cart',
  port: 80,
  scheme: 'http',
  path: '/health',
} as const;

function endpoint(answer: ProxyAnswer, attempts = 2): HealthEndpoint {
  return { ...target, answer, attempts };
}

function answered(status: number, body: string, durationMs = 20): ProxyAnswer {
  return { outcome: 'answered', status, body, durationMs };
}

const url = '/api/v1/namespaces/shop/services/cart:80/proxy/health';

describe('a health endpoint that', () => {
  it.each<[string, HealthEndpoint, object[]]>([
    ['answers 204 fast: quiet', endpoint(answered(204, ''), 1), []],
    ['answers in exactly a second: quiet', endpoint(answered(200, 'ok', 1000)), []],
    [
      'answers 500',
      endpoint(answered(500, ' {"status":"down","db":"refused"}\n')),
      [
        {
          subject: target.workload,
          discriminator: 'cart:80/health',
          message:
            'Deployment shop/cart: GET /health on service cart:80 answered 500, asked twice: {"status":"down","db":"refused"}',
          evidence: { service: 'cart', url, status: 500, body: '{"status":"down","db":"refused"}' },
        },
      ],
    ],
    [
      'redirects, with an empty body',
      endpoint(answered(302, '')),
      [
        {
          subject: target.workload,
          discriminator: 'cart:80/health',
          message: 'Deployment shop/cart: GET /health on service cart:80 answered 302, asked twice',
          evidence: { service: 'cart', url, status: 302, body: '' },
        },
      ],
    ],
    [
      'has nobody behind it',
      endpoint({ outcome: 'no-endpoints', message: 'no endpoints available for service "cart"' }),
      [
        {
          subject: target.workload,
          discriminator: 'cart:80/health',
          message:
            'Deployment shop/cart: GET /health on service cart:80 was not answered, asked twice: no endpoints available for service "cart"',
          evidence: { service: 'cart', url, outcome: 'no-endpoints' },
          remediation: expect.arrayContaining([
            expect.objectContaining({ command: 'kubectl describe service {service} -n {namespace}' }),
          ]),
        },
      ],
    ],
    [
      'is slow',
      endpoint(answered(200, 'ok', 2301.7)),
      [
        {
          subject: target.workload,
          discriminator: 'cart:80/health',
          severity: 'warning',
          message: 'Deployment shop/cart: GET /health on service cart:80 answered 200 only after 2302 ms',
          evidence: { service: 'cart', url, status: 200, durationMs: 2302 },
          remediation: expect.any(Array),
        },
      ],
    ],
  ])('%s', (_, probed, observations) => {
    expect(observe(workloadsHealthEndpoints, { healthEndpoints: [probed] })).toEqual({ observations, conclusion: 1 });
  });

  it('has a long body is quoted in 200 characters', () => {
    const { observations } = observe(workloadsHealthEndpoints, {
      healthEndpoints: [endpoint(answered(503, 'x'.repeat(4096)))],
    });
    expect(observations[0]?.evidence).toMatchObject({ body: 'x'.repeat(200) });
  });
});

it('does not apply where no health endpoint is configured', () => {
  expect(observe(workloadsHealthEndpoints, { healthEndpoints: [] }).conclusion).toEqual({
    notApplicable: 'the configuration names no health endpoint',
  });
});

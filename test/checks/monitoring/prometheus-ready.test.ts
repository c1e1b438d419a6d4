import { expect, it } from 'vitest';
import { monitoringPrometheusReady } from '#lib/checks/monitoring/prometheus-ready.ts';
import type { ProxyAnswer } from '#lib/cluster/sources/service-proxy.ts';
import { configWith } from '../../support/config.ts';
import { observe } from '../../support/observe.ts';

it.each<[string, ProxyAnswer, string | undefined]>([
  ['ready', { outcome: 'answered', status: 200, body: 'Prometheus Server is Ready.\n', durationMs: 5 }, undefined],
  [
    'starting',
    { outcome: 'answered', status: 503, body: 'Service Unavailable\n', durationMs: 5 },
    'Prometheus (service monitoring/prometheus-service:9090) is not ready: HTTP 503, Service Unavailable',
  ],
  [
    'gone',
    { outcome: 'no-endpoints', message: 'no endpoints available for service "prometheus-service"' },
    'Prometheus (service monitoring/prometheus-service:9090) is not ready: no endpoints available for service "prometheus-service"',
  ],
])('Prometheus is %s', (_, answer, message) => {
  const { observations, conclusion } = observe(monitoringPrometheusReady, { prometheusReady: answer });
  expect(conclusion).toBe(1);
  expect(observations).toEqual(
    message
      ? [
          {
            subject: { kind: 'Service', namespace: 'monitoring', name: 'prometheus-service' },
            message,
            evidence: {
              outcome: answer.outcome,
              proxy: '/api/v1/namespaces/monitoring/services/prometheus-service:9090/proxy',
            },
          },
        ]
      : [],
  );
});

it('does not apply where no Prometheus is configured', () => {
  const config = configWith({ monitoring: { namespace: 'monitoring' } });
  expect(observe(monitoringPrometheusReady, { prometheusReady: null }, { config })).toEqual({
    observations: [],
    conclusion: { notApplicable: 'the configuration names no Prometheus (monitoring.prometheus)' },
  });
});

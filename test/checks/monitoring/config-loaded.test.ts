import { expect, it } from 'vitest';
import { monitoringConfigLoaded } from '#lib/checks/monitoring/config-loaded.ts';
import { toPrometheusStatus } from '#lib/cluster/sources/prometheus-status.ts';
import { observe } from '../../support/observe.ts';

it.each<[string, object, object[]]>([
  ['loaded it', { reloadConfigSuccess: true }, []],
  ['says nothing about it', {}, []],
  [
    'failed to load it',
    { reloadConfigSuccess: false, lastConfigTime: '2026-02-26T09:12:44Z' },
    [
      {
        subject: { kind: 'Service', namespace: 'monitoring', name: 'prometheus-service' },
        message: 'Prometheus could not load its configuration; it goes on with that of 2026-02-26T09:12:44.000Z',
        evidence: {
          configLoadedAt: '2026-02-26T09:12:44.000Z',
          proxy: '/api/v1/namespaces/monitoring/services/prometheus-service:9090/proxy',
        },
      },
    ],
  ],
])('a Prometheus that %s', (_, runtime, observations) => {
  const prometheusStatus = toPrometheusStatus(runtime, {});
  expect(observe(monitoringConfigLoaded, { prometheusStatus })).toEqual({ observations, conclusion: 1 });
});

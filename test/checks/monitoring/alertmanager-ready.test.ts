import { expect, it } from 'vitest';
import { monitoringAlertmanagerReady } from '#lib/checks/monitoring/alertmanager-ready.ts';
import type { ProxyAnswer } from '#lib/cluster/sources/service-proxy.ts';
import { configWith } from '../../support/config.ts';
import { observe } from '../../support/observe.ts';

const head = 'Alertmanager (service monitoring/alertmanager-service:9093) is not ready';

it.each<[string, ProxyAnswer, string[]]>([
  ['is ready', { outcome: 'answered', status: 200, body: 'OK', durationMs: 2 }, []],
  ['answers with an error', { outcome: 'answered', status: 503, body: '', durationMs: 2 }, [`${head}: HTTP 503`]],
  ['has no pods', { outcome: 'no-endpoints', message: 'no endpoints available' }, [`${head}: no endpoints available`]],
])('an Alertmanager that %s', (_, alertmanagerReady, expected) => {
  const { observations, conclusion } = observe(monitoringAlertmanagerReady, { alertmanagerReady });
  expect([observations.map(({ message }) => message), conclusion]).toEqual([expected, 1]);
});

it('does not apply where none is configured', () => {
  const config = configWith({ monitoring: { namespace: 'm' } });
  expect(observe(monitoringAlertmanagerReady, { alertmanagerReady: null }, { config }).conclusion).toEqual({
    notApplicable: 'the configuration names no Alertmanager (monitoring.alertmanager)',
  });
});

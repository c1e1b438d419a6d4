import { describe, expect, it } from 'vitest';
import { monitoringNoCriticalAlert } from '#lib/checks/monitoring/no-critical-alert.ts';
import { toPrometheusRules } from '#lib/cluster/sources/prometheus-rules.ts';
import { configWith } from '../../support/config.ts';
import { observe } from '../../support/observe.ts';
import { alert, rulesWith } from './alerts.ts';

const critical = { severity: 'critical' };

describe('alerts', () => {
  it('of other severities, pending ones and the watchdog are quiet', () => {
    const prometheusRules = rulesWith(
      alert('Slow', { severity: 'warning' }),
      alert('Down', critical, { state: 'pending' }),
      alert('Watchdog', critical),
      alert('NoLabels', {}),
    );
    expect(observe(monitoringNoCriticalAlert, { prometheusRules })).toEqual({ observations: [], conclusion: 5 });
  });

  it('that are critical are one finding for each name, since its oldest instance', () => {
    const prometheusRules = rulesWith(
      alert('Down', { ...critical, pod: 'a', namespace: 'shop' }, { minutes: 20 }),
      alert('Full', critical, {
        minutes: 5,
        annotations: { description: 'Disk full', runbook_url: 'https://runbooks.example.com/full' },
      }),
      alert(
        'Down',
        { ...critical, pod: 'b', namespace: 'shop' },
        { minutes: 90, annotations: { summary: 'The shop is down' } },
      ),
    );
    const { observations } = observe(monitoringNoCriticalAlert, { prometheusRules });
    const proxy = '/api/v1/namespaces/monitoring/services/prometheus-service:9090/proxy';
    expect(observations).toEqual([
      {
        subject: { kind: 'Alert', namespace: 'monitoring', name: 'Down' },
        message: 'Alert Down fires for 1 h 30 min, 2 instances (pod=b, namespace=shop): The shop is down',
        since: '2026-03-02T05:30:00.000Z',
        evidence: {
          proxy,
          runbook: 'it names none (annotation runbook_url)',
          instances: [
            {
              labels: { alertname: 'Down', severity: 'critical', pod: 'b', namespace: 'shop' },
              activeAt: '2026-03-02T05:30:00.000Z',
            },
            {
              labels: { alertname: 'Down', severity: 'critical', pod: 'a', namespace: 'shop' },
              activeAt: '2026-03-02T06:40:00.000Z',
            },
          ],
        },
      },
      {
        subject: { kind: 'Alert', namespace: 'monitoring', name: 'Full' },
        message: 'Alert Full fires for 5 min: Disk full',
        since: '2026-03-02T06:55:00.000Z',
        evidence: {
          proxy,
          runbook: 'https://runbooks.example.com/full',
          instances: [{ labels: { alertname: 'Full', severity: 'critical' }, activeAt: '2026-03-02T06:55:00.000Z' }],
        },
      },
    ]);
  });

  it('are critical by the labels of the configuration', () => {
    const config = configWith({
      monitoring: {
        namespace: 'm',
        prometheus: { service: 'p', port: 1 },
        criticalLabels: { page: 'yes', team: 'shop' },
      },
    });
    const prometheusRules = rulesWith(
      alert('A', { page: 'yes' }),
      alert('B', { page: 'yes', team: 'shop' }),
      alert('C', critical),
    );
    const { observations } = observe(monitoringNoCriticalAlert, { prometheusRules }, { config });
    expect(observations.map(({ subject }) => subject.name)).toEqual(['B']);
  });

  it('of a Prometheus without alerting rules prove nothing', () => {
    const prometheusRules = toPrometheusRules([{ rules: [{ name: 'sum', type: 'recording' }] }]);
    expect(observe(monitoringNoCriticalAlert, { prometheusRules }).conclusion).toEqual({
      notApplicable: 'Prometheus has no alerting rules',
    });
  });
});

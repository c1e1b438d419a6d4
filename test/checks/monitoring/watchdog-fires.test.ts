import { expect, it } from 'vitest';
import { monitoringWatchdogFires } from '#lib/checks/monitoring/watchdog-fires.ts';
import { configWith } from '../../support/config.ts';
import { observe } from '../../support/observe.ts';
import { alert, rulesWith } from './alerts.ts';

it.each<[string, ReturnType<typeof rulesWith>, object[]]>([
  ['fires', rulesWith(alert('Watchdog', {})), []],
  [
    'is pending',
    rulesWith(alert('Watchdog', {}, { state: 'pending', minutes: 1 })),
    [{ message: 'Alert Watchdog, which must always fire, is only pending', since: '2026-03-02T06:59:00.000Z' }],
  ],
  [
    'is absent',
    rulesWith(alert('Down', {})),
    [{ message: 'Alert Watchdog, which must always fire, does not: alerts may not be evaluated at all', since: null }],
  ],
])('the watchdog %s', (_, prometheusRules, expected) => {
  const shared = {
    subject: { kind: 'Alert', namespace: 'monitoring', name: 'Watchdog' },
    evidence: { proxy: '/api/v1/namespaces/monitoring/services/prometheus-service:9090/proxy' },
  };
  expect(observe(monitoringWatchdogFires, { prometheusRules })).toEqual({
    observations: expected.map((own) => ({ ...shared, ...own })),
    conclusion: 1,
  });
});

it('does not apply where the configuration expects no watchdog', () => {
  const config = configWith({ monitoring: { namespace: 'm', prometheus: { service: 'p', port: 1 } } });
  expect(observe(monitoringWatchdogFires, { prometheusRules: rulesWith() }, { config }).conclusion).toEqual({
    notApplicable: 'the configuration expects no watchdog alert (monitoring.watchdog)',
  });
});

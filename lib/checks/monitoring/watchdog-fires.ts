import { prometheusOf } from '#lib/cluster/sources/prometheus.ts';
import { prometheusRules } from '#lib/cluster/sources/prometheus-rules.ts';
import { proxyRoot } from '#lib/cluster/sources/service-proxy.ts';
import { defineCheck } from '../check.ts';
import { noPrometheus } from './not-configured.ts';

/**
 * The alert that must always fire does: it shows that Prometheus evaluates alerting rules at all, and a receiver that
 * misses it knows that the way from Prometheus to people is broken.
 *
 * Reads: Prometheus /api/v1/rules: alerts of alerting rules
 * Quiet for: configurations that expect no watchdog
 */
export const monitoringWatchdogFires = defineCheck({
  id: 'monitoring/watchdog-fires',
  title: 'The watchdog alert is firing',
  severity: 'critical',
  remediation: [
    {
      text: 'Look which alerting rules Prometheus has loaded.',
      command: "kubectl get --raw '{proxy}/api/v1/rules?type=alert'",
    },
    {
      text: 'Bring back the rule {name} (an alert on `vector(1)`), or mend the rule files that Prometheus does not load.',
      verify: "kubectl get --raw '{proxy}/api/v1/alerts'",
    },
  ],
  reads: [prometheusRules],
  *run({ prometheusRules: rules }, { config }) {
    const prometheus = prometheusOf(config);
    if (!prometheus || !rules) return noPrometheus;
    const watchdog = config.monitoring?.watchdog;
    if (!watchdog) return { notApplicable: 'the configuration expects no watchdog alert (monitoring.watchdog)' };
    const raised = rules.alerts.find((alert) => alert.name === watchdog);
    if (raised?.state === 'firing') return 1;
    yield {
      subject: { kind: 'Alert', namespace: prometheus.namespace, name: watchdog },
      message: raised
        ? `Alert ${watchdog}, which must always fire, is only ${raised.state}`
        : `Alert ${watchdog}, which must always fire, does not: alerts may not be evaluated at all`,
      since: raised?.activeAt ?? null,
      evidence: { proxy: proxyRoot(prometheus) + prometheus.pathPrefix },
    };
    return 1;
  },
});

import { hasLabels } from '#lib/cluster/sources/labels.ts';
import { prometheusOf } from '#lib/cluster/sources/prometheus.ts';
import { type Alert, prometheusRules } from '#lib/cluster/sources/prometheus-rules.ts';
import { proxyRoot } from '#lib/cluster/sources/service-proxy.ts';
import { defineCheck, type Observation } from '../check.ts';
import { ageMs, formatDuration } from '../duration.ts';
import { noPrometheus } from './not-configured.ts';

/** Labels that say nothing about which instance of an alert fires. */
const commonLabels = ['alertname', 'severity', 'prometheus', 'cluster'];

/**
 * No alert with the labels that the configuration calls critical is firing: one finding for each alert, however many
 * instances of it fire.
 *
 * Reads: Prometheus /api/v1/rules: alerts of alerting rules, their state, labels and activeAt
 * Quiet for: pending alerts, and the Watchdog, which must always fire
 */
export const monitoringNoCriticalAlert = defineCheck({
  id: 'monitoring/no-critical-alert',
  title: 'No critical alert is firing',
  severity: 'critical',
  remediation: [
    { text: 'Look at the alert, its labels and its value.', command: "kubectl get --raw '{proxy}/api/v1/alerts'" },
    { text: 'Follow the procedure of the alert: {runbook}', verify: "kubectl get --raw '{proxy}/api/v1/alerts'" },
  ],
  reads: [prometheusRules],
  *run({ prometheusRules: rules }, { config, now }) {
    const prometheus = prometheusOf(config);
    if (!prometheus || !rules) return noPrometheus;
    const proxy = proxyRoot(prometheus) + prometheus.pathPrefix;
    const { criticalLabels = {}, watchdog = 'Watchdog' } = config.monitoring ?? {};
    const firing = rules.alerts.filter(
      (alert) => alert.state === 'firing' && alert.name !== watchdog && hasLabels(alert.labels, criticalLabels),
    );
    for (const [name, instances] of Map.groupBy(firing, (alert) => alert.name)) {
      yield {
        subject: { kind: 'Alert', namespace: prometheus.namespace, name },
        ...describe(name, instances, now, proxy),
      };
    }
    const examined = rules.groups.reduce((sum, group) => sum + group.alertingRuleCount, 0);
    return examined > 0 ? examined : { notApplicable: 'Prometheus has no alerting rules' };
  },
});

function describe(name: string, instances: readonly Alert[], now: Date, proxy: string): Omit<Observation, 'subject'> {
  const [oldest = instances[0]] = instances.toSorted((one, other) =>
    (one.activeAt ?? '') < (other.activeAt ?? '') ? -1 : 1,
  );
  const { annotations = {}, activeAt = null } = oldest ?? {};
  const count = instances.length > 1 ? `, ${instances.length} instances` : '';
  const duration = activeAt ? ` for ${formatDuration(ageMs(now, activeAt))}` : '';
  const said = annotations['summary'] ?? annotations['description'] ?? annotations['message'];
  return {
    message: `Alert ${name} fires${duration}${count}: ${oldest ? describeInstance(oldest) : ''}${said ? `: ${said}` : ''}`,
    since: activeAt,
    evidence: {
      proxy,
      runbook: annotations['runbook_url'] ?? 'it names none (annotation runbook_url)',
      instances: instances.slice(0, 5).map(({ labels, activeAt: since }) => ({ labels, activeAt: since })),
    },
  };
}

function describeInstance({ labels }: Alert): string {
  const telling = Object.entries(labels).filter(([key]) => !commonLabels.includes(key));
  return telling.map(([key, value]) => `${key}=${value}`).join(', ');
}

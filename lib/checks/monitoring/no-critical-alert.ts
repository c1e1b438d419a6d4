import { formatLabels, hasLabels } from '#lib/cluster/sources/labels.ts';
import { prometheusOf } from '#lib/cluster/sources/prometheus.ts';
import { type Alert, prometheusRules } from '#lib/cluster/sources/prometheus-rules.ts';
import { proxyRoot } from '#lib/cluster/sources/service-proxy.ts';
import { defineCheck, type Observation } from '../check.ts';
import { ageMs, formatDuration } from '../duration.ts';
import { noPrometheus } from './not-configured.ts';

/** Labels that say nothing about which instance of an alert fires. */
const commonLabels = new Set(['alertname', 'severity', 'prometheus', 'cluster']);

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
  const ordered = instances.toSorted((one, other) => (one.activeAt ?? '').localeCompare(other.activeAt ?? ''));
  const { labels = {}, annotations = {}, activeAt = null } = ordered[0] ?? {};
  const telling = formatLabels(omitCommon(labels)).replaceAll(',', ', ');
  const where = [instances.length > 1 && `, ${instances.length} instances`, telling && ` (${telling})`];
  const said = annotations['summary'] ?? annotations['description'] ?? annotations['message'];
  return {
    message: [
      `Alert ${name} fires${activeAt ? ` for ${formatDuration(ageMs(now, activeAt))}` : ''}`,
      ...where.filter(Boolean),
      said ? `: ${said}` : '',
    ].join(''),
    since: activeAt,
    evidence: {
      proxy,
      runbook: annotations['runbook_url'] ?? 'it names none (annotation runbook_url)',
      instances: ordered.slice(0, 5).map((instance) => ({ labels: instance.labels, activeAt: instance.activeAt })),
    },
  };
}

function omitCommon(labels: Alert['labels']): Alert['labels'] {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => !commonLabels.has(key)));
}

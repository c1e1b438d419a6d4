import { formatLabels } from '#lib/cluster/sources/labels.ts';
import { prometheusOf } from '#lib/cluster/sources/prometheus.ts';
import { prometheusRules } from '#lib/cluster/sources/prometheus-rules.ts';
import { proxyRoot } from '#lib/cluster/sources/service-proxy.ts';
import { defineCheck } from '../check.ts';
import { ageMs, formatDuration } from '../duration.ts';
import { noPrometheus } from './not-configured.ts';

const dayMs = 86_400_000;

/**
 * No alert has been firing for a week: one that nobody mends hides the next one of its kind.
 *
 * Reads: Prometheus /api/v1/rules: alerts of alerting rules, their activeAt
 * Quiet for: the watchdog; alerts of severity none or info
 */
export const monitoringAlertsNotStale = defineCheck({
  id: 'monitoring/alerts-not-stale',
  title: 'No alert has been firing for days',
  severity: 'warning',
  remediation: [
    { text: 'Look at the alert and its labels.', command: "kubectl get --raw '{proxy}/api/v1/alerts'" },
    {
      text: 'Mend what it tells of. If nobody has to, change its threshold or take the rule out: an alert that may be ignored teaches to ignore.',
      verify: "kubectl get --raw '{proxy}/api/v1/alerts'",
    },
  ],
  reads: [prometheusRules],
  settings: { limitDays: 7 },
  *run({ prometheusRules: rules }, { config, now, settings }) {
    const prometheus = prometheusOf(config);
    if (!prometheus || !rules) return noPrometheus;
    const watchdog = config.monitoring?.watchdog ?? 'Watchdog';
    const isMeant = (labels: Readonly<Record<string, string>>) => /^(none|info)$/.test(labels['severity'] ?? '');
    const firing = rules.alerts.filter(
      ({ state, name, labels }) => state === 'firing' && name !== watchdog && !isMeant(labels),
    );
    const stale = firing.filter(({ activeAt }) => ageMs(now, activeAt) >= settings.limitDays * dayMs);
    for (const [name, instances] of Map.groupBy(stale, (alert) => alert.name)) {
      const [oldest] = instances.toSorted((one, other) => (one.activeAt ?? '').localeCompare(other.activeAt ?? ''));
      const also = instances.length > 1 ? `, ${instances.length} instances` : '';
      yield {
        subject: { kind: 'Alert', namespace: prometheus.namespace, name },
        message: `Alert ${name} has been firing for ${formatDuration(ageMs(now, oldest?.activeAt))}${also}`,
        since: oldest?.activeAt ?? null,
        evidence: { proxy: proxyRoot(prometheus) + prometheus.pathPrefix, labels: formatLabels(oldest?.labels ?? {}) },
      };
    }
    const examined = rules.groups.reduce((sum, group) => sum + group.alertingRuleCount, 0);
    return examined > 0 ? examined : { notApplicable: 'Prometheus has no alerting rules' };
  },
});

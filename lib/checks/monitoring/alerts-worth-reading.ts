import { type AlertWeek, alertHistory } from '#lib/cluster/sources/alert-history.ts';
import { prometheusOf } from '#lib/cluster/sources/prometheus.ts';
import { proxyRoot } from '#lib/cluster/sources/service-proxy.ts';
import { defineCheck, type Observation } from '../check.ts';
import { noPrometheus } from './not-configured.ts';

/**
 * No alert wears out the people that it calls: one that comes and goes all week, or fires for most of it. Rules that
 * were silent all week are listed as information in the measurement.
 *
 * Reads: Prometheus /api/v1/rules; /api/v1/query on ALERTS and ALERTS_FOR_STATE over seven days
 * Quiet for: the watchdog; a Prometheus that knows less than half of the week, for how long alerts fired
 */
export const monitoringAlertsWorthReading = defineCheck({
  id: 'monitoring/alerts-worth-reading',
  title: 'No alert flapped or fired for most of the week',
  severity: 'warning',
  remediation: [
    {
      text: 'Look at the rule: its expression, its threshold, its `for`.',
      command: "kubectl get --raw '{proxy}/api/v1/rules?type=alert&rule_name[]={name}'",
    },
    {
      text: 'Mend what it tells of; or give it a longer `for`, a `keep_firing_for` or another threshold; or put alerts of one cause together.',
      verify: "kubectl get --raw '{proxy}/api/v1/alerts'",
    },
  ],
  reads: [alertHistory],
  settings: { returnsPerWeek: 20, firingPercent: 50 },
  *run({ alertHistory: history }, { config, settings }) {
    const prometheus = prometheusOf(config);
    if (!prometheus || !history) return noPrometheus;
    const proxy = proxyRoot(prometheus) + prometheus.pathPrefix;
    const watchdog = config.monitoring?.watchdog ?? 'Watchdog';
    const judged = history.alerts.filter(({ name }) => name !== watchdog);
    for (const alert of judged) {
      const shared = {
        subject: { kind: 'Alert', namespace: prometheus.namespace, name: alert.name },
        evidence: { proxy, ...alert },
      };
      for (const told of judge(alert, history.knownShare, settings)) yield { ...shared, ...told };
    }
    const quiet = judged
      .filter(({ firingShare, returns }) => firingShare === 0 && returns === 0)
      .map(({ name }) => name);
    const isPartial = history.knownShare < 0.95;
    const knownDays = Number((history.knownShare * 7).toFixed(1));
    return {
      examined: judged.length,
      ...(isPartial && { note: `Prometheus knows ${knownDays} of the last 7 days` }),
      measurements: {
        'monitoring/alert-week': {
          knownDays,
          neverFired: quiet,
          alerts: judged.filter(({ name }) => !quiet.includes(name)),
        },
      },
    };
  },
});

function* judge(
  { name, firingShare, returns }: AlertWeek,
  knownShare: number,
  { returnsPerWeek, firingPercent }: { returnsPerWeek: number; firingPercent: number },
): Generator<Omit<Observation, 'subject'>> {
  if (returns >= returnsPerWeek) {
    yield {
      discriminator: 'flapping',
      message: `Alert ${name} came back ${Math.round(returns)} times in 7 days; limit ${returnsPerWeek}`,
    };
  }
  const percent = Math.round(firingShare * 100);
  if (knownShare >= 0.5 && percent >= firingPercent) {
    yield {
      discriminator: 'noisy',
      message: `Alert ${name} fired for ${percent} % of the last 7 days; limit ${firingPercent} %`,
    };
  }
}

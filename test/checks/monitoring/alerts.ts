import { toPrometheusRules } from '#lib/cluster/sources/prometheus-rules.ts';
import { minutesAgo } from '../../support/observe.ts';

/** An instance of an alert, as Prometheus prints it. */
export function alert(
  alertname: string,
  labels: Record<string, string>,
  { state = 'firing', minutes = 30, annotations = {} } = {},
) {
  return { labels: { alertname, ...labels }, annotations, state, activeAt: minutesAgo(minutes) };
}

/** The data of the source of rules, with one alerting rule for each alert, and one that raises nothing. */
export function rulesWith(...alerts: ReturnType<typeof alert>[]) {
  const rules = alerts.map((raised) => ({
    name: raised.labels.alertname,
    type: 'alerting',
    health: 'ok',
    alerts: [raised],
  }));
  return toPrometheusRules([
    {
      name: 'g',
      rules: [...rules, { name: 'Quiet', type: 'alerting', alerts: [] }, { name: 'sum', type: 'recording' }],
    },
  ]);
}

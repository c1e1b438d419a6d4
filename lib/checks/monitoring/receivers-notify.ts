import { alertmanagerOf } from '#lib/cluster/sources/alertmanager.ts';
import { alertmanagerStatus } from '#lib/cluster/sources/alertmanager-status.ts';
import { proxyRoot } from '#lib/cluster/sources/service-proxy.ts';
import { defineCheck } from '../check.ts';
import { noAlertmanager } from './not-configured.ts';

/** Receivers that are meant to tell nobody; the Operator puts a namespace and a name before it. */
const meantEmpty = /(^|[/-])(null|none|blackhole|black-hole|devnull|dev-null|drop|noop|empty)$/i;

/**
 * Every receiver that a route leads to tells somebody: one without integrations swallows alerts.
 *
 * Reads: Alertmanager /api/v2/status .config.original: names of receivers, number of their integrations, routes
 * Quiet for: receivers that are empty by name (`null`, `blackhole`), and those that no route leads to
 */
export const monitoringReceiversNotify = defineCheck({
  id: 'monitoring/receivers-notify',
  title: 'Every receiver that alerts are routed to tells somebody',
  severity: 'warning',
  remediation: [
    {
      text: 'Look at the configuration that Alertmanager runs with.',
      command: "kubectl get --raw '{proxy}/api/v2/status'",
    },
    {
      text: 'Give receiver {name} an integration, or call it null when it is meant to tell nobody.',
      verify: "kubectl get --raw '{proxy}/api/v2/status'",
    },
  ],
  reads: [alertmanagerStatus],
  *run({ alertmanagerStatus: status }, { config }) {
    const alertmanager = alertmanagerOf(config);
    if (!alertmanager || !status) return noAlertmanager;
    if (!status.routing) return { unknown: 'Alertmanager does not show a configuration that can be read' };
    const proxy = proxyRoot(alertmanager) + alertmanager.pathPrefix;
    const routed = status.routing.receivers.filter(({ name }) => status.routing?.routedTo.includes(name));
    for (const { name, integrations } of routed) {
      if (integrations > 0 || meantEmpty.test(name)) continue;
      yield {
        subject: { kind: 'Receiver', namespace: alertmanager.namespace, name },
        message: `Alerts are routed to receiver ${name}, which has no integration: nobody is told`,
        evidence: { proxy },
      };
    }
    return routed.length;
  },
});

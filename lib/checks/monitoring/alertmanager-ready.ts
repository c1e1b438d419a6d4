import { alertmanagerOf } from '#lib/cluster/sources/alertmanager.ts';
import { alertmanagerReady } from '#lib/cluster/sources/alertmanager-status.ts';
import { describeAnswer, proxyRoot } from '#lib/cluster/sources/service-proxy.ts';
import { defineCheck } from '../check.ts';
import { noAlertmanager } from './not-configured.ts';

/**
 * Alertmanager says that it is ready (`/-/ready` answers 200): without it, alerts fire and nobody is told. Asked twice
 * before it is judged.
 *
 * Reads: GET /-/ready through v1 services/proxy
 * Quiet for: one failed answer followed by a good one
 */
export const monitoringAlertmanagerReady = defineCheck({
  id: 'monitoring/alertmanager-ready',
  title: 'Alertmanager is ready',
  severity: 'critical',
  remediation: [
    { text: 'Look at the service and the pods behind it.', command: 'kubectl describe service {name} -n {namespace}' },
    {
      text: 'Read what it logs: a broken configuration, a full disk.',
      command: 'kubectl logs service/{name} -n {namespace} --all-containers --tail=100',
    },
    {
      text: 'Mend it, or restart its pods; until it is back nobody is told of alerts.',
      verify: "kubectl get --raw '{proxy}/-/ready'",
    },
  ],
  reads: [alertmanagerReady],
  *run({ alertmanagerReady: answer }, { config }) {
    const alertmanager = alertmanagerOf(config);
    if (!alertmanager || !answer) return noAlertmanager;
    if (answer.outcome === 'answered' && answer.status === 200) return 1;
    const { namespace, service, port, pathPrefix } = alertmanager;
    yield {
      subject: { kind: 'Service', namespace, name: service },
      message: `Alertmanager (service ${namespace}/${service}:${port}) is not ready: ${describeAnswer(answer)}`,
      evidence: { outcome: answer.outcome, proxy: proxyRoot(alertmanager) + pathPrefix },
    };
    return 1;
  },
});

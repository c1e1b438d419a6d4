import { prometheusOf } from '#lib/cluster/sources/prometheus.ts';
import { prometheusReady } from '#lib/cluster/sources/prometheus-ready.ts';
import { describeAnswer, proxyRoot } from '#lib/cluster/sources/service-proxy.ts';
import { defineCheck } from '../check.ts';
import { noPrometheus } from './not-configured.ts';

/**
 * Prometheus says that it is ready to serve (`/-/ready` answers 200). Asked twice before it is judged.
 *
 * Reads: GET /-/ready through v1 services/proxy
 * Quiet for: one failed answer followed by a good one
 */
export const monitoringPrometheusReady = defineCheck({
  id: 'monitoring/prometheus-ready',
  title: 'Prometheus is ready',
  severity: 'critical',
  remediation: [
    {
      text: 'Look at the service, its endpoints and the pods behind it.',
      command: 'kubectl describe service {name} -n {namespace}',
    },
    {
      text: 'Read what Prometheus logs: replaying its write-ahead log, a full disk, a broken configuration.',
      command: 'kubectl logs service/{name} -n {namespace} --all-containers --tail=100',
    },
    {
      text: 'If it hangs, restart its pods; until it is back nothing alerts.',
      command: 'kubectl get pods -n {namespace}',
      verify: "kubectl get --raw '{proxy}/-/ready'",
    },
  ],
  reads: [prometheusReady],
  *run({ prometheusReady: answer }, { config }) {
    const prometheus = prometheusOf(config);
    if (!prometheus || !answer) return noPrometheus;
    if (answer.outcome === 'answered' && answer.status === 200) return 1;
    const { namespace, service, port, pathPrefix } = prometheus;
    const body = answer.outcome === 'answered' ? answer.body.trim().slice(0, 200) : '';
    yield {
      subject: { kind: 'Service', namespace, name: service },
      message: `Prometheus (service ${namespace}/${service}:${port}) is not ready: ${describeAnswer(answer)}${body && `, ${body}`}`,
      evidence: { outcome: answer.outcome, proxy: proxyRoot(prometheus) + pathPrefix },
    };
    return 1;
  },
});

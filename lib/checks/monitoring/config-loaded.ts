import { prometheusOf } from '#lib/cluster/sources/prometheus.ts';
import { prometheusStatus } from '#lib/cluster/sources/prometheus-status.ts';
import { proxyRoot } from '#lib/cluster/sources/service-proxy.ts';
import { defineCheck } from '../check.ts';
import { noPrometheus } from './not-configured.ts';

/**
 * Prometheus runs with the configuration that it was last given: after a failed reload it goes on with the one before,
 * and new targets and rules are missing unseen.
 *
 * Reads: Prometheus /api/v1/status/runtimeinfo reloadConfigSuccess, lastConfigTime
 * Quiet for: a Prometheus that has not been reloaded since its start
 */
export const monitoringConfigLoaded = defineCheck({
  id: 'monitoring/config-loaded',
  title: 'Prometheus has loaded its configuration',
  severity: 'warning',
  remediation: [
    {
      text: 'Read why the reload failed.',
      command: 'kubectl logs service/{name} -n {namespace} --all-containers --tail=200',
    },
    {
      text: 'Mend the file that it names (promtool check config tells the line) and reload.',
      verify: "kubectl get --raw '{proxy}/api/v1/status/runtimeinfo'",
    },
  ],
  reads: [prometheusStatus],
  *run({ prometheusStatus: status }, { config }) {
    const prometheus = prometheusOf(config);
    if (!prometheus || !status) return noPrometheus;
    if (status.isConfigLoaded) return 1;
    const { namespace, service, pathPrefix } = prometheus;
    yield {
      subject: { kind: 'Service', namespace, name: service },
      message: `Prometheus could not load its configuration; it goes on with that of ${status.configLoadedAt ?? 'an unknown time'}`,
      evidence: { configLoadedAt: status.configLoadedAt, proxy: proxyRoot(prometheus) + pathPrefix },
    };
    return 1;
  },
});

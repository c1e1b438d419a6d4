import { prometheusOf } from '#lib/cluster/sources/prometheus.ts';
import { prometheusStatus } from '#lib/cluster/sources/prometheus-status.ts';
import { proxyRoot } from '#lib/cluster/sources/service-proxy.ts';
import { defineCheck } from '../check.ts';
import { noPrometheus } from './not-configured.ts';

/**
 * The storage of Prometheus is whole, and holds no more series than its memory is made for: each metric's number of
 * series is the usual reason for a Prometheus that dies of memory.
 *
 * Reads: Prometheus /api/v1/status/runtimeinfo corruptionCount; /api/v1/status/tsdb headStats, seriesCountByMetricName
 * Quiet for: fewer series than `maxSeries`
 */
export const monitoringStorageHealthy = defineCheck({
  id: 'monitoring/storage-healthy',
  title: 'The storage of Prometheus is whole and of a bearable size',
  severity: 'warning',
  remediation: [
    { text: 'Look at what its storage holds.', command: "kubectl get --raw '{proxy}/api/v1/status/tsdb'" },
    {
      text: 'Corrupt: look at disk and log. Too many series: drop labels with many values from the largest metrics, or give it memory.',
      command: 'kubectl logs service/{name} -n {namespace} --all-containers --tail=200',
      verify: "kubectl get --raw '{proxy}/api/v1/status/tsdb'",
    },
  ],
  reads: [prometheusStatus],
  settings: { maxSeries: 2_000_000 },
  *run({ prometheusStatus: status }, { config, settings }) {
    const prometheus = prometheusOf(config);
    if (!prometheus || !status) return noPrometheus;
    const { seriesCount, corruptions, largest } = status;
    const shared = {
      subject: { kind: 'Service', namespace: prometheus.namespace, name: prometheus.service },
      evidence: { proxy: proxyRoot(prometheus) + prometheus.pathPrefix, corruptions, seriesCount, largest },
    };
    if (corruptions > 0) {
      const message = `Prometheus found its storage corrupt ${corruptions === 1 ? 'once' : `${corruptions} times`} since its start`;
      yield { ...shared, discriminator: 'corrupt', message };
    }
    if (seriesCount !== null && seriesCount > settings.maxSeries) {
      const first = largest[0] ? `; most are of ${largest[0].name} (${largest[0].value})` : '';
      const message = `Prometheus holds ${seriesCount} series, limit ${settings.maxSeries}${first}`;
      yield { ...shared, discriminator: 'series', message };
    }
    return {
      examined: 1,
      measurements: { 'monitoring/storage': { seriesCount, corruptions, retention: status.retention } },
    };
  },
});

import { type CapacityHistory, capacityHistory } from '#lib/cluster/sources/capacity-history.ts';
import { defineCheck } from '../check.ts';
import { noPrometheus } from '../monitoring/not-configured.ts';
import { fitTrend, type Trend } from './fit-trend.ts';

const resources = ['cpu', 'memory'] as const;

/**
 * Requests do not grow so fast that the cluster is full within weeks: a straight line through the days of the last four
 * weeks, and the days until it meets the threshold.
 *
 * Reads: Prometheus kube_pod_container_resource_requests, kube_node_status_allocatable (kube-state-metrics)
 * Quiet for: requests that fall or stand still; ups and downs through which no line leads; less than a week of days,
 * which is said as "no history yet"
 */
export const capacityTrend = defineCheck({
  id: 'capacity/trend',
  title: 'The cluster does not fill up within weeks',
  severity: 'warning',
  remediation: [
    {
      text: 'Find what grows: more replicas, new workloads, larger requests.',
      command: 'kubectl get pods -A --sort-by=.metadata.creationTimestamp',
    },
    {
      text: 'Plan nodes for it, or take back requests that are not used (usage/requests-used).',
      verify: 'kubectl describe nodes | grep -A 10 "Allocated resources"',
    },
  ],
  reads: [capacityHistory],
  settings: { fullPercent: 90, warnDays: 14, infoDays: 60, minDays: 7 },
  *run({ capacityHistory: history }, { config, settings }) {
    if (!history) return noPrometheus;
    const days = Math.min(...resources.map((resource) => daysOf(history, resource)));
    if (days < settings.minDays)
      return {
        notApplicable: `no history yet: Prometheus has ${days} days of requests, and ${settings.minDays} make a trend`,
      };
    const trends: Record<string, Trend> = {};
    for (const resource of resources) {
      const trend = fitTrend(history[resource], settings.fullPercent);
      trends[resource] = trend;
      const { daysToThreshold, percentNow, percentPerDay } = trend;
      if (daysToThreshold === null || daysToThreshold > settings.infoDays) continue;
      yield {
        subject: { kind: 'Cluster', namespace: null, name: config.cluster.name },
        discriminator: resource,
        severity: daysToThreshold <= settings.warnDays ? 'warning' : 'info',
        message: `Cluster ${config.cluster.name}: requests of ${resource} are at ${percentNow} % of what the nodes have, +${percentPerDay} % a day: ${settings.fullPercent} % in ${daysToThreshold} days`,
        evidence: { resource, percentNow, percentPerDay, daysToThreshold },
      };
    }
    return { examined: resources.length, measurements: { 'capacity/trend': trends } };
  },
});

/** Days between the first point and the last. */
function daysOf(history: CapacityHistory, resource: (typeof resources)[number]): number {
  const points = history[resource];
  const [first, last] = [points.at(0), points.at(-1)];
  return first && last ? Math.round((Date.parse(last.at) - Date.parse(first.at)) / 86_400_000) : 0;
}

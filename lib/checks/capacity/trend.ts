import { capacityHistory } from '#lib/cluster/sources/capacity-history.ts';
import { earlierRequests } from '#lib/cluster/sources/earlier-runs.ts';
import { nodes } from '#lib/cluster/sources/nodes.ts';
import { podSpecs } from '#lib/cluster/sources/pod-specs.ts';
import { allocateNodes } from '../allocation/allocated.ts';
import { defineCheck, type Observation, type Subject } from '../check.ts';
import { groupOf } from '../nodes/node-group.ts';
import { fitTrend, type Trend } from './fit-trend.ts';
import { chooseSeries, isEnough, sayNotEnough, type TrendResource } from './request-series.ts';
import { measureRequested } from './requested.ts';

/** What grows, as findings say it. */
const grown: Readonly<Record<TrendResource, string>> = {
  cpu: 'requests of cpu are',
  memory: 'requests of memory are',
  pods: 'the number of pods is',
};

interface FoundTrend extends Trend {
  readonly from: string;
}

/**
 * Requests do not grow so fast that the cluster is full within weeks: a robust straight line (Theil-Sen) through the days
 * that Prometheus or kept runs know, and the days until it meets the threshold.
 *
 * Reads: Prometheus kube_pod_container_resource_requests, kube_node_status_allocatable (kube-state-metrics); what earlier
 * runs measured; v1 Node .status.allocatable, v1 Pod resources
 * Quiet for: requests that fall or stand still; ups and downs through which no line leads; nodes added in between; node
 * pools alone, which grow by themselves (info); too few days, which is said as "no history yet"
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
  reads: [capacityHistory, earlierRequests, nodes, podSpecs],
  settings: { fullPercent: 90, warnDays: 14, infoDays: 60, minDays: 7, minPoints: 5 },
  *run({ capacityHistory: prometheus, earlierRequests: kept, nodes, podSpecs }, { config, now, settings }) {
    const today = measureRequested([...allocateNodes(nodes, podSpecs).values()]);
    const isGrowing = nodes.length > 0 && nodes.every((node) => groupOf(node).kind === 'NodePool');
    const trends: Partial<Record<TrendResource, FoundTrend>> = {};
    const missing: string[] = [];
    for (const resource of ['cpu', 'memory', 'pods'] as const) {
      const series = chooseSeries(resource, { prometheus, kept, today, now }, settings);
      if (!isEnough(series.points, settings)) {
        missing.push(`${resource} has ${sayNotEnough(series, settings)}`);
        continue;
      }
      const trend = { ...fitTrend(series.points, settings.fullPercent), from: series.from };
      trends[resource] = trend;
      yield* judge(
        resource,
        trend,
        { kind: 'Cluster', namespace: null, name: config.cluster.name },
        isGrowing,
        settings,
      );
    }
    const examined = Object.keys(trends).length;
    const [first = ''] = missing;
    const isDark = prometheus === null && !kept.isKept;
    if (examined === 0) return { notApplicable: isDark ? noHistory : `no history yet: ${first}` };
    const note = missing.length > 0 && kept.isKept && { note: `no history yet: ${missing.join('; ')}` };
    return { examined, measurements: { 'capacity/trend': trends }, ...note };
  },
});

const noHistory =
  'there is no history: the configuration names no Prometheus (monitoring.prometheus), and this run looks back on no kept ones';

function* judge(
  resource: TrendResource,
  { daysToThreshold, percentNow, percentPerDay, points, from }: FoundTrend,
  subject: Subject,
  isGrowing: boolean,
  { fullPercent, warnDays, infoDays }: { fullPercent: number; warnDays: number; infoDays: number },
): Generator<Observation> {
  if (daysToThreshold === null || daysToThreshold > infoDays) return;
  const growth = `${percentNow} % of what the nodes have, +${percentPerDay} % a day`;
  yield {
    subject,
    discriminator: resource,
    severity: !isGrowing && daysToThreshold <= warnDays ? 'warning' : 'info',
    message: `Cluster ${subject.name}: ${grown[resource]} at ${growth}: ${fullPercent} % in ${daysToThreshold} days (by ${points} days of ${from})`,
    evidence: { resource, percentNow, percentPerDay, daysToThreshold, points, from },
  };
}

import { podMetrics } from '#lib/cluster/sources/pod-metrics.ts';
import { podSpecs } from '#lib/cluster/sources/pod-specs.ts';
import { defineCheck, type Observation } from '../check.ts';
import { formatCpu, formatMemory, percentOf } from './format-usage.ts';
import { measuredPods, type OwnerUse, useByOwner } from './use-of-requests.ts';

interface Thresholds {
  readonly infoBelowPercent: number;
  readonly minUnusedMillicores: number;
  readonly minUnusedMi: number;
}

/**
 * Workloads use what they request, or half of it (Popeye's threshold): the rest is kept from others and paid for. Told
 * as info, by owner, and only above a floor: small amounts are not worth a change.
 *
 * Reads: metrics.k8s.io/v1beta1 PodMetrics .containers[].usage; v1 Pod resources
 * Quiet for: kube-system, whose requests are set by their makers; pods of Jobs and pods younger than an hour; a peak at
 * another time of the day is not seen
 */
export const usageRequestsUsed = defineCheck({
  id: 'usage/requests-used',
  title: 'Workloads use what they request',
  severity: 'info',
  remediation: [
    { text: 'Look what its pods use.', command: 'kubectl top pods -n {namespace} --containers' },
    {
      text: 'If they use no more at the peak of a week, lower the requests; for several replicas, run fewer of them.',
      command: 'kubectl edit {owner} -n {namespace}',
      verify: 'kubectl top pods -n {namespace} --containers',
    },
  ],
  reads: [podSpecs, podMetrics],
  settings: { infoBelowPercent: 50, minUnusedMillicores: 1000, minUnusedMi: 2048, minAgeMinutes: 60 },
  *run(data, { now, settings }) {
    const running = data.podSpecs.filter(({ phase }) => phase === 'Running').length;
    if (running > 0 && data.podMetrics.length === 0)
      return { unknown: `the metrics API has no figures for any of ${running} running pods` };
    const measured = measuredPods(data.podSpecs, data.podMetrics, { now, minAgeMinutes: settings.minAgeMinutes });
    const judged = useByOwner(measured).filter(({ owner }) => !isExempt(owner));
    for (const use of judged) yield* describeWaste(use, settings);
    return measured.length;
  },
});

function isExempt({ kind, namespace }: OwnerUse['owner']): boolean {
  return namespace === 'kube-system' || kind === 'Job' || kind === 'CronJob';
}

function* describeWaste({ owner, pods, cpu, memory }: OwnerUse, thresholds: Thresholds): Generator<Observation> {
  const rows = [
    { resource: 'cpu', ...cpu, floor: thresholds.minUnusedMillicores, format: formatCpu },
    { resource: 'memory', ...memory, floor: thresholds.minUnusedMi * 1024 ** 2, format: formatMemory },
  ];
  for (const { resource, requested, used, floor, format } of rows) {
    const percent = percentOf(used, requested);
    if (percent >= thresholds.infoBelowPercent || requested - used < floor) continue;
    const what = resource === 'cpu' ? 'that it requests' : 'of memory that it requests';
    yield {
      subject: owner,
      discriminator: resource,
      message: `${owner.kind} ${owner.namespace ?? ''}/${owner.name} uses ${format(used, requested)} ${what} (replicas: ${pods})`,
      evidence: { resource, percent, pods, requested, used: Math.round(used) },
    };
  }
}

import { toMillis } from '#lib/cluster/quantity.ts';
import { type NodeMetrics, nodeMetrics } from '#lib/cluster/sources/node-metrics.ts';
import { type Node, nodes } from '#lib/cluster/sources/nodes.ts';
import { podMetrics } from '#lib/cluster/sources/pod-metrics.ts';
import { podSpecs } from '#lib/cluster/sources/pod-specs.ts';
import { defineCheck, type Observation, type RemediationStep } from '../check.ts';
import { correctOwner } from '../pods/owner-steps.ts';
import { formatCpu, percentOf } from './format-usage.ts';
import { type MeasuredPod, measuredPods } from './use-of-requests.ts';

const look: RemediationStep = {
  text: 'Look what its containers use.',
  command: 'kubectl top pod {name} -n {namespace} --containers',
};

interface Thresholds {
  readonly infoAbovePercent: number;
  readonly minAboveMillicores: number;
}

/**
 * Containers do not live on far more CPU than they request: the rest is what others leave them, and gone when the node
 * is busy. On a node that is busy now they starve already: a warning; elsewhere info. Memory above its request is
 * judged by usage/pods.
 *
 * Reads: metrics.k8s.io/v1beta1 PodMetrics, NodeMetrics; v1 Pod container requests; v1 Node .status.allocatable
 * Quiet for: containers without a request, pods younger than the grace, amounts below the floor
 */
export const usageRequestsCoverUse = defineCheck({
  id: 'usage/requests-cover-use',
  title: 'Containers request the CPU that they live on',
  severity: 'info',
  remediation: [look],
  reads: [podSpecs, podMetrics, nodes, nodeMetrics],
  settings: { infoAbovePercent: 200, minAboveMillicores: 250, busyNodePercent: 80, minAgeMinutes: 10 },
  *run(data, { now, settings }) {
    const running = data.podSpecs.filter(({ phase }) => phase === 'Running').length;
    if (running > 0 && data.podMetrics.length === 0)
      return { unknown: `the metrics API has no figures for any of ${running} running pods` };
    const busy = busyNodes(data.nodes, data.nodeMetrics, settings.busyNodePercent);
    const measured = measuredPods(data.podSpecs, data.podMetrics, { now, minAgeMinutes: settings.minAgeMinutes });
    for (const one of measured) yield* judge(one, busy.has(one.pod.nodeName ?? ''), settings);
    return measured.length;
  },
});

function* judge({ pod, usage }: MeasuredPod, isNodeBusy: boolean, thresholds: Thresholds): Generator<Observation> {
  for (const { name, cpuMillis } of usage) {
    const request = toMillis(pod.containers.find((container) => container.name === name)?.requests['cpu']);
    const isFarAbove = percentOf(cpuMillis, request) > thresholds.infoAbovePercent;
    if (!isFarAbove || cpuMillis - request < thresholds.minAboveMillicores) continue;
    const where = isNodeBusy ? `, on node ${pod.nodeName}, which is busy: it gets less than it could use` : '';
    yield {
      subject: { kind: 'Pod', namespace: pod.namespace, name: pod.name },
      owner: pod.owner,
      discriminator: name,
      severity: isNodeBusy ? 'warning' : 'info',
      message: `Pod ${pod.namespace}/${pod.name}: container ${name} uses ${formatCpu(cpuMillis, request)} of its CPU request${where}`,
      evidence: { container: name, usedMillicores: Math.round(cpuMillis), requestMillicores: request },
      remediation: [
        look,
        correctOwner(
          pod.owner,
          'Raise the CPU request to what it needs under load, so that a busy node leaves it that.',
        ),
      ],
    };
  }
}

function busyNodes(nodes: readonly Node[], metrics: readonly NodeMetrics[], busyPercent: number): Set<string> {
  const used = new Map(metrics.map(({ name, cpuMillis }) => [name, cpuMillis]));
  const busy = nodes.filter(
    ({ name, allocatable }) => percentOf(used.get(name) ?? 0, toMillis(allocatable['cpu'])) > busyPercent,
  );
  return new Set(busy.map(({ name }) => name));
}

import { toBytes, toMillis } from '#lib/cluster/quantity.ts';
import { type NodeMetrics, nodeMetrics } from '#lib/cluster/sources/node-metrics.ts';
import { type Node, nodes } from '#lib/cluster/sources/nodes.ts';
import { defineCheck, type Observation, type RemediationStep } from '../check.ts';
import { ageMinutes } from '../duration.ts';
import { isReady } from '../nodes/readiness.ts';
import { formatCpu, formatMemory, percentOf } from './format-usage.ts';

const missingRemediation: readonly RemediationStep[] = [
  {
    text: 'Look what metrics-server says about the node.',
    command: 'kubectl logs -n kube-system deployment/metrics-server --tail=50',
  },
  {
    text: 'Let it reach the kubelet: port 10250 of the node, open in its security group.',
    verify: 'kubectl top node {name}',
  },
];

/**
 * Nodes use no more of their allocatable CPU and memory than leaves room for a peak (80 %, as Popeye has it); from
 * 95 % of memory on, the kubelet is about to evict.
 *
 * Reads: metrics.k8s.io/v1beta1 NodeMetrics .usage; v1 Node .status.allocatable
 * Quiet for: CPU above 95 %, which slows pods down and kills none, stays a warning; figures missing of nodes that are
 * young or not Ready
 */
export const usageNodes = defineCheck({
  id: 'usage/nodes',
  title: 'Nodes have CPU and memory to spare',
  severity: 'warning',
  remediation: [
    { text: 'Look which pods use most.', command: 'kubectl top pods -A --sort-by={resource}' },
    { text: 'Look what runs on the node and what it asked for.', command: 'kubectl describe node {name}' },
    {
      text: 'Give what leaks or grows a limit, spread it over more replicas, or add a node.',
      verify: 'kubectl top node {name}',
    },
  ],
  reads: [nodes, nodeMetrics],
  settings: { warnCpuPercent: 80, warnMemoryPercent: 80, criticalMemoryPercent: 95, missingMinutes: 5 },
  *run(data, { now, settings }) {
    const metricsOf = new Map(data.nodeMetrics.map((metrics) => [metrics.name, metrics]));
    const ready = data.nodes.filter(isReady);
    if (ready.length > 0 && metricsOf.size === 0)
      return { unknown: `the metrics API has figures for none of ${ready.length} ready nodes` };
    for (const node of data.nodes) {
      const metrics = metricsOf.get(node.name);
      if (metrics && ageMinutes(now, metrics.measuredAt) < settings.missingMinutes) {
        yield* judgeCpu(node, metrics, settings.warnCpuPercent);
        yield* judgeMemory(node, metrics, settings);
      } else if (isReady(node) && ageMinutes(now, node.createdAt) >= settings.missingMinutes) {
        yield describeMissing(node, metrics);
      }
    }
    return data.nodes.filter((node) => metricsOf.has(node.name)).length;
  },
});

function* judgeCpu(
  { name, allocatable }: Node,
  { cpuMillis }: NodeMetrics,
  warnPercent: number,
): Generator<Observation> {
  const total = toMillis(allocatable['cpu']);
  const percent = percentOf(cpuMillis, total);
  if (percent <= warnPercent) return;
  yield {
    subject: { kind: 'Node', namespace: null, name },
    discriminator: 'cpu',
    message: `Node ${name} uses ${formatCpu(cpuMillis, total)}`,
    evidence: { resource: 'cpu', percent, usedMillicores: Math.round(cpuMillis), allocatableMillicores: total },
  };
}

function* judgeMemory(
  { name, allocatable }: Node,
  { memoryBytes }: NodeMetrics,
  { warnMemoryPercent, criticalMemoryPercent }: { warnMemoryPercent: number; criticalMemoryPercent: number },
): Generator<Observation> {
  const total = toBytes(allocatable['memory']);
  const percent = percentOf(memoryBytes, total);
  if (percent <= warnMemoryPercent) return;
  yield {
    subject: { kind: 'Node', namespace: null, name },
    discriminator: 'memory',
    severity: percent > criticalMemoryPercent ? 'critical' : 'warning',
    message: `Node ${name} uses ${formatMemory(memoryBytes, total)} of memory`,
    evidence: { resource: 'memory', percent, usedBytes: memoryBytes, allocatableBytes: total },
  };
}

function describeMissing({ name }: Node, metrics: NodeMetrics | undefined): Observation {
  return {
    subject: { kind: 'Node', namespace: null, name },
    discriminator: 'metrics',
    message: `Node ${name} is Ready and the metrics API has no ${metrics ? 'recent ' : ''}figures for it: its usage is not known`,
    since: metrics?.measuredAt ?? null,
    remediation: missingRemediation,
  };
}

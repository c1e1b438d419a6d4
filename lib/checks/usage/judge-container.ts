import { toBytes, toMillis } from '#lib/cluster/quantity.ts';
import type { PodMetrics } from '#lib/cluster/sources/pod-metrics.ts';
import type { Container } from '#lib/cluster/sources/pods.ts';
import type { Evidence } from '../check.ts';
import { formatCpu, formatMemory, percentOf } from './format-usage.ts';

/** Thresholds in percent of the limit or request; `infoRequestMi` is how much more than its request is worth a word. */
export interface ContainerThresholds {
  readonly warnMemoryPercent: number;
  readonly infoCpuPercent: number;
  readonly infoRequestPercent: number;
  readonly infoRequestMi: number;
}

/** What a container uses too much of. */
export interface ContainerUsage {
  readonly kind: 'memory-limit' | 'memory-request' | 'cpu-limit';
  /** The end of a sentence: `492 MiB of 512 MiB (96 %) of its memory limit`. */
  readonly what: string;
  readonly evidence: Evidence;
}

/** Compares a container's usage with its limits and requests; what it has not set is not compared. */
export function judgeContainer(
  container: Container,
  usage: PodMetrics['containers'][number],
  thresholds: ContainerThresholds,
): ContainerUsage[] {
  const judged = [
    judgeMemory(container, usage.memoryBytes, thresholds),
    judgeCpu(container, usage.cpuMillis, thresholds),
  ];
  return judged.filter((found) => found !== undefined);
}

function judgeMemory(
  { name, requests, limits }: Container,
  usedBytes: number,
  { warnMemoryPercent, infoRequestPercent, infoRequestMi }: ContainerThresholds,
): ContainerUsage | undefined {
  const limitBytes = toBytes(limits['memory']);
  const requestBytes = toBytes(requests['memory']);
  const evidence = { container: name, usedBytes, limitBytes, requestBytes };
  if (percentOf(usedBytes, limitBytes) > warnMemoryPercent) {
    return { kind: 'memory-limit', what: `${formatMemory(usedBytes, limitBytes)} of its memory limit`, evidence };
  }
  const isFarAbove = percentOf(usedBytes, requestBytes) > infoRequestPercent;
  if (!isFarAbove || usedBytes - requestBytes < infoRequestMi * 1024 ** 2) return undefined;
  return { kind: 'memory-request', what: `${formatMemory(usedBytes, requestBytes)} of its memory request`, evidence };
}

function judgeCpu(
  { name, limits }: Container,
  usedMillis: number,
  { infoCpuPercent }: ContainerThresholds,
): ContainerUsage | undefined {
  const limitMillis = toMillis(limits['cpu']);
  if (percentOf(usedMillis, limitMillis) <= infoCpuPercent) return undefined;
  return {
    kind: 'cpu-limit',
    what: `${formatCpu(usedMillis, limitMillis)} of its CPU limit and is throttled`,
    evidence: { container: name, usedMillicores: Math.round(usedMillis), limitMillicores: limitMillis },
  };
}

import { type PodMetrics, podMetrics } from '#lib/cluster/sources/pod-metrics.ts';
import { type Pod, type Pods, pods } from '#lib/cluster/sources/pods.ts';
import { defineCheck, type Observation, type RemediationStep } from '../check.ts';
import { ageMinutes } from '../duration.ts';
import { subjectOf } from '../pods/live-pods.ts';
import { correctOwner, startAnew } from '../pods/owner-steps.ts';
import { type ContainerThresholds, type ContainerUsage, judgeContainer } from './judge-container.ts';

const look: RemediationStep = {
  text: 'Watch what its containers use: does it grow without end, or follow the load?',
  command: 'kubectl top pod {name} -n {namespace} --containers',
};

/**
 * Containers keep below their memory limit, at which the kernel kills them. Told as info: CPU at its limit (throttled),
 * and memory far above its request (evicted first when the node runs short).
 *
 * Reads: metrics.k8s.io/v1beta1 PodMetrics .containers[].usage; v1 Pod container resources
 * Quiet for: containers without a limit, pods that have ended or are ending, high CPU below the limit
 */
export const usagePods = defineCheck({
  id: 'usage/pods',
  title: 'Containers keep below their limits',
  severity: 'warning',
  remediation: [look],
  reads: [pods, podMetrics],
  settings: {
    warnMemoryPercent: 90,
    infoCpuPercent: 95,
    infoRequestPercent: 200,
    infoRequestMi: 256,
    missingMinutes: 5,
  },
  *run(data, { now, settings }) {
    const metrics = new Map(data.podMetrics.map((pod) => [`${pod.namespace}/${pod.name}`, pod]));
    const metricsOf = (pod: Pod) => metrics.get(`${pod.namespace}/${pod.name}`);
    const running = data.pods.items.filter((pod) => pod.phase === 'Running' && pod.deletionAt === null);
    const measured = running.filter(metricsOf);
    if (running.length > 0 && measured.length === 0) {
      return { unknown: `the metrics API has no figures for any of ${running.length} running pods` };
    }
    for (const pod of measured) yield* judgePod(pod, metricsOf(pod)?.containers ?? [], settings);
    const missing = running.filter(
      (pod) => !metricsOf(pod) && ageMinutes(now, pod.createdAt) >= settings.missingMinutes,
    );
    const note = describeCoverage(data.pods, measured.length, missing);
    return { examined: measured.length, ...(note && { note }) };
  },
});

function* judgePod(
  pod: Pod,
  usages: PodMetrics['containers'],
  thresholds: ContainerThresholds,
): Generator<Observation, void, void> {
  for (const usage of usages) {
    const container = pod.containers.find((candidate) => candidate.name === usage.name);
    if (!container) continue;
    for (const found of judgeContainer(container, usage, thresholds)) {
      yield {
        subject: subjectOf(pod),
        owner: pod.owner,
        discriminator: `${container.name}/${found.kind}`,
        message: `Pod ${pod.namespace}/${pod.name}: container ${container.name} uses ${found.what}`,
        severity: found.kind === 'memory-limit' ? 'warning' : 'info',
        evidence: found.evidence,
        remediation: [look, ...mend(pod, found.kind)],
      };
    }
  }
}

function mend({ owner }: Pod, kind: ContainerUsage['kind']): readonly RemediationStep[] {
  if (kind === 'memory-request')
    return [correctOwner(owner, 'Raise the memory request to what it needs, so that its node is not overfilled.')];
  if (kind === 'cpu-limit') return [correctOwner(owner, 'If it is slow too, raise the CPU limit or add replicas.')];
  return [startAnew(owner), correctOwner(owner, 'Raise the memory limit if the load needs it.')];
}

/** What the verdict does not cover: pods without figures, and pods that were read without details. */
function describeCoverage({ isComplete, total }: Pods, measured: number, missing: readonly Pod[]): string {
  const parts: string[] = [];
  if (!isComplete)
    parts.push(
      `compared ${measured} of ${total} pods: those of the configured namespaces and those that look unhealthy`,
    );
  if (missing.length > 0) {
    const named = missing.slice(0, 3).map((pod) => `${pod.namespace}/${pod.name}`);
    parts.push(
      `the metrics API has no figures for ${missing.length} running pods (${named.join(', ')}${missing.length > 3 ? ', ...' : ''})`,
    );
  }
  return parts.join('; ');
}

import { cpuThrottling } from '#lib/cluster/sources/cpu-throttling.ts';
import { podSpecs } from '#lib/cluster/sources/pod-specs.ts';
import { defineCheck } from '../check.ts';
import { noPrometheus } from '../monitoring/not-configured.ts';
import { correctOwner } from '../pods/owner-steps.ts';

/**
 * Containers are seldom held back at their CPU limit: in no more than a quarter of the scheduler's periods
 * (kubernetes-mixin, CPUThrottlingHigh, which is of severity info too). A short burst is throttled long before the use
 * of CPU, averaged, comes near the limit.
 *
 * Reads: Prometheus container_cpu_cfs_throttled_periods_total, container_cpu_cfs_periods_total, over 15 minutes
 * Quiet for: containers without a CPU limit; kube-system; no Prometheus, or one that does not ask cAdvisor (not
 * applicable)
 */
export const usageCpuNotThrottled = defineCheck({
  id: 'usage/cpu-not-throttled',
  title: 'Containers are seldom throttled',
  severity: 'info',
  remediation: [
    {
      text: 'See whether it is slow too: throttling of a batch is no harm.',
      command: 'kubectl top pod {name} -n {namespace} --containers',
    },
  ],
  reads: [cpuThrottling, podSpecs],
  settings: { infoPercent: 25 },
  *run({ cpuThrottling, podSpecs }, { settings }) {
    if (!cpuThrottling) return noPrometheus;
    if (cpuThrottling.measured === 0) return noFigures;
    const pods = new Map(podSpecs.map((pod) => [`${pod.namespace}/${pod.name}`, pod]));
    for (const { namespace, pod: name, container, share } of cpuThrottling.worst) {
      const pod = pods.get(`${namespace}/${name}`);
      const percent = Math.trunc(share * 100);
      if (!pod || namespace === 'kube-system' || percent <= settings.infoPercent) continue;
      yield {
        subject: { kind: 'Pod', namespace, name },
        owner: pod.owner,
        discriminator: container,
        message: `Pod ${namespace}/${name}: container ${container} was held back at its CPU limit in ${percent} % of the last 15 min`,
        evidence: { container, percent },
        remediation: [
          ...this.remediation,
          correctOwner(
            pod.owner,
            'Raise its CPU limit, or take it away and keep the request: the request is what it is sure of.',
          ),
        ],
      };
    }
    return cpuThrottling.measured;
  },
});

const noFigures = {
  notApplicable:
    'Prometheus has no container_cpu_cfs_periods_total: it does not ask cAdvisor, or no container has a CPU limit',
} as const;

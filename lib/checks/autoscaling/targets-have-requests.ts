import { type Autoscaler, autoscalers, type UtilizationMetric } from '#lib/cluster/sources/autoscalers.ts';
import { isAllocated, type PodSpec, podSpecs } from '#lib/cluster/sources/pod-specs.ts';
import { defineCheck } from '../check.ts';
import { conditionOf, describeAutoscaler, subjectOf } from './autoscaler-words.ts';

/**
 * Containers that an autoscaler measures in percent of their request have one. Without it the metric cannot be reckoned
 * (kube-controller-manager, `calculatePodRequests`): with one metric the autoscaler stands still, with several it
 * never scales down, and no condition tells.
 *
 * Reads: autoscaling/v2 HorizontalPodAutoscaler .spec.metrics; v1 Pod container requests
 * Quiet for: pods with requests of their own as a whole; autoscalers that say so themselves (autoscaling/scales)
 */
export const autoscalingTargetsHaveRequests = defineCheck({
  id: 'autoscaling/targets-have-requests',
  title: 'What autoscalers measure by requests has requests',
  severity: 'warning',
  remediation: [
    describeAutoscaler,
    {
      text: 'Give the container a request for the resource that is measured, sidecars included, or measure one container (ContainerResource).',
      command: 'kubectl edit {targetKind}/{target} -n {namespace}',
      verify: 'kubectl get hpa {name} -n {namespace}',
    },
  ],
  reads: [autoscalers, podSpecs],
  *run({ autoscalers, podSpecs }) {
    const byOwner = Map.groupBy(podSpecs.filter(isRunning), ({ owner }) => keyOf(owner.namespace, owner));
    for (const autoscaler of autoscalers.filter((one) => !saysSo(one))) {
      const { namespace, name, target, utilizationMetrics } = autoscaler;
      const pods = byOwner.get(keyOf(namespace, target)) ?? [];
      for (const metric of utilizationMetrics) {
        const container = findBare(pods, metric);
        if (container === undefined) continue;
        const { resource } = metric;
        yield {
          subject: subjectOf(autoscaler),
          discriminator: `${resource}/${container}`,
          message: `Autoscaler ${namespace}/${name} measures ${resource} in percent of the request, and container ${container} of ${target.kind} ${target.name} requests none`,
          evidence: { resource, container, target: target.name, targetKind: target.kind.toLowerCase() },
        };
      }
    }
    return autoscalers.length;
  },
});

/** The first container that is measured and requests nothing of the resource. */
function findBare(pods: readonly PodSpec[], { resource, container }: UtilizationMetric): string | undefined {
  const measured = pods
    .filter(({ podLevel }) => container !== null || !podLevel.includes(resource))
    .flatMap(({ containers }) => containers)
    .filter(({ name }) => container === null || name === container);
  return measured.find(({ requests }) => requests[resource] === undefined)?.name;
}

function saysSo(autoscaler: Autoscaler): boolean {
  const active = conditionOf(autoscaler, 'ScalingActive');
  return active?.status === 'False' && /missing request for/.test(active.message);
}

function isRunning(pod: PodSpec): boolean {
  return isAllocated(pod) && pod.deletionAt === null;
}

function keyOf(namespace: string | null, { kind, name }: { readonly kind: string; readonly name: string }): string {
  return `${namespace}/${kind}/${name}`;
}

import { nodes } from '#lib/cluster/sources/nodes.ts';
import { type Container, type Pod, pods } from '#lib/cluster/sources/pods.ts';
import { defineCheck, type RemediationStep } from '../check.ts';
import { ageMinutes, ageMs, formatDuration } from '../duration.ts';
import { answeringNodes, livePods, notReadySince, subjectOf } from './live-pods.ts';
import { describePod, startAnew, undoRollout } from './owner-steps.ts';

/**
 * Every running pod is Ready: its containers pass their readiness probes and its readiness gates are met, or its
 * services send it nothing. Judged are containers that have run without a restart for the whole grace; for the others,
 * pods/stay-up or pods/restarts-rare tells more.
 *
 * Reads: v1 Pod .status.conditions, .status.containerStatuses[].ready, .state.running, .spec.readinessGates; v1 Node .status.conditions[Ready]
 * Quiet for: rollouts and slow starts (15 min, as kubernetes-mixin's KubePodNotReady); completed pods and pods of Jobs;
 * pods on nodes that do not answer (nodes/ready tells of those).
 */
export const podsReady = defineCheck({
  id: 'pods/ready',
  title: 'Every running pod is Ready',
  severity: 'warning',
  remediation: [describePod],
  reads: [pods, nodes],
  settings: { graceMinutes: 15 },
  *run({ pods, nodes }, { now, settings }) {
    const answering = answeringNodes(nodes);
    const running = livePods(pods).filter(({ phase, isOfJob }) => phase === 'Running' && !isOfJob);
    for (const pod of running.filter(({ nodeName }) => answering.has(nodeName ?? ''))) {
      const since = notReadySince(pod);
      if (since === null || ageMinutes(now, since) < settings.graceMinutes) continue;
      const unready = pod.containers.filter((container) => isLongUnready(container, now, settings.graceMinutes));
      const gates = unmetGates(pod);
      if (unready.length + gates.length === 0) continue;
      yield {
        subject: subjectOf(pod),
        owner: pod.owner,
        message: `Pod ${pod.namespace}/${pod.name} runs but has not been Ready for ${formatDuration(ageMs(now, since))}: ${describe(pod, unready, gates)}`,
        since,
        evidence: { containers: unready.map(({ name }) => name), gates, container: unready[0]?.name ?? null },
        remediation: [describePod, ...mend(pod, unready)],
      };
    }
    return pods.total;
  },
});

function isLongUnready(container: Container, now: Date, graceMinutes: number): boolean {
  const { running } = container.state;
  if (!running || container.ready || container.role === 'init') return false;
  return running.startedAt === null || ageMinutes(now, running.startedAt) >= graceMinutes;
}

/** Readiness gates that nobody has set to True, such as a load balancer's `target-health.elbv2.k8s.aws/...`. */
function unmetGates({ readinessGates, conditions }: Pod): string[] {
  return readinessGates.filter((gate) => !conditions.some(({ type, status }) => type === gate && status === 'True'));
}

function describe(pod: Pod, unready: readonly Container[], gates: readonly string[]): string {
  const names = unready.map(({ name }) => name).join(', ');
  const served = pod.containers.filter(({ role }) => role !== 'init').length;
  const probes = `${unready.length} of ${served} containers not ready (${names})`;
  const unmet = `readiness gates not met (${gates.join(', ')})`;
  return [unready.length > 0 ? probes : '', gates.length > 0 ? unmet : ''].filter(Boolean).join('; ');
}

function mend(pod: Pod, unready: readonly Container[]): readonly RemediationStep[] {
  if (unready.length === 0) {
    return [
      {
        text: 'Look what the controller of the gate says; for a load balancer, whether its health check passes.',
        command: 'kubectl get events -n {namespace} --field-selector involvedObject.name={name}',
        verify: 'kubectl wait --for=condition=Ready pod/{name} -n {namespace} --timeout=2m',
      },
    ];
  }
  return [
    {
      text: 'Read its log: why does it not serve?',
      command: 'kubectl logs {name} -n {namespace} -c {container} --tail=100',
    },
    startAnew(pod.owner),
    ...undoRollout(pod.owner),
  ];
}

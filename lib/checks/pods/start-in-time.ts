import { type WarningEvent, warningEvents } from '#lib/cluster/sources/events.ts';
import { nodes } from '#lib/cluster/sources/nodes.ts';
import { type Container, type Pod, pods } from '#lib/cluster/sources/pods.ts';
import { defineCheck, type RemediationStep } from '../check.ts';
import { ageMinutes, ageMs, formatDuration } from '../duration.ts';
import { crashLimits, isCrashing, waitingClassOf, wasOutOfMemory } from './container-state.ts';
import { answeringNodes, livePods, notReadySince, placedAt, subjectOf } from './live-pods.ts';
import { describePod, startAnew } from './owner-steps.ts';
import { nameOf, quote } from './pod-words.ts';

const mendVolume: RemediationStep = {
  text: 'Mend the volume: the claim, Secret or ConfigMap must exist, and an EBS volume must be free of its former node.',
  command: 'kubectl get pvc,volumeattachments -n {namespace}',
  verify: 'kubectl get pod {name} -n {namespace}',
};
const mendNetwork: RemediationStep = {
  text: 'Mend the network of the node: look whether the VPC CNI runs there and its subnet has free addresses.',
  command: 'kubectl get pods -n kube-system -l k8s-app=aws-node -o wide --field-selector spec.nodeName={node}',
  verify: 'kubectl get pod {name} -n {namespace}',
};

/**
 * A pod that has its node starts within minutes. Until then its containers are ContainerCreating or PodInitializing; why
 * is told by events alone: volumes that are not mounted, a network that is not set up.
 *
 * Reads: v1 Pod .status.conditions[PodScheduled, Ready], .status.containerStatuses[].state; v1 Event of type Warning;
 * v1 Node .status.conditions[Ready]
 * Quiet for: pods whose image, configuration or crashes another check tells of; pods on nodes that do not answer; init
 * containers that work, up to a longer time. Pods of Jobs are judged too: a Job whose pod never starts does not fail.
 */
export const podsStartInTime = defineCheck({
  id: 'pods/start-in-time',
  title: 'Every pod starts in time once it has a node',
  severity: 'warning',
  remediation: [describePod],
  reads: [pods, nodes, warningEvents],
  settings: { graceMinutes: 5, initGraceMinutes: 15 },
  *run({ pods, nodes, warningEvents }, { now, settings }) {
    const answering = answeringNodes(nodes);
    for (const pod of livePods(pods).filter(({ nodeName }) => answering.has(nodeName ?? ''))) {
      const held = findHeldUp(pod, now);
      if (!held) continue;
      const since = notReadySince(pod);
      const isInitializing = held.state.running !== undefined;
      if (
        since === null ||
        ageMinutes(now, since) < (isInitializing ? settings.initGraceMinutes : settings.graceMinutes)
      )
        continue;
      const event = isInitializing ? undefined : latestEvent(pod, warningEvents);
      const state = isInitializing ? 'still runs' : `is ${held.state.waiting?.reason || 'not created'}`;
      yield {
        subject: subjectOf(pod),
        owner: pod.owner,
        message: `Pod ${pod.namespace}/${pod.name} has not started for ${formatDuration(ageMs(now, since))}: ${nameOf(held)} ${state}${describeEvent(event)}`,
        since,
        evidence: { container: held.name, node: pod.nodeName, event: event?.reason ?? null },
        remediation: [describePod, ...mend(pod, held, event)],
      };
    }
    return pods.total;
  },
});

/** The container that holds up the start; none when the pod has started, or another check tells what is wrong. */
function findHeldUp(pod: Pod, now: Date): Container | undefined {
  const isExplained = (container: Container) =>
    ['image', 'configuration', 'crash'].includes(waitingClassOf(container) ?? '') ||
    isCrashing(pod, container, now, crashLimits) ||
    wasOutOfMemory(container);
  if (pod.containers.some(isExplained)) return undefined;
  const initializing = pod.containers.find(({ role, state }) => role === 'init' && state.running);
  return initializing ?? pod.containers.find((container) => isNotCreated(pod, container));
}

function isNotCreated(pod: Pod, container: Container): boolean {
  const { waiting, running, terminated } = container.state;
  const hasNoState = !waiting && !running && !terminated;
  return waitingClassOf(container) === 'creating' || (hasNoState && pod.phase === 'Pending');
}

/**
 * The latest warning on the pod since it got its node (a StatefulSet gives its pods the same names again). The kubelet's
 * summary of all volumes comes last of all: it names no cause.
 */
function latestEvent(pod: Pod, events: readonly WarningEvent[]): WarningEvent | undefined {
  const own = events.filter(
    ({ kind, namespace, name, lastAt }) =>
      kind === 'Pod' && namespace === pod.namespace && name === pod.name && (lastAt ?? '') >= (placedAt(pod) ?? ''),
  );
  const newestFirst = own.toSorted((a, b) => (b.lastAt ?? '').localeCompare(a.lastAt ?? ''));
  return newestFirst.find(({ message }) => !message.startsWith('Unable to attach or mount volumes')) ?? newestFirst[0];
}

function describeEvent(event: WarningEvent | undefined): string {
  if (!event) return '';
  return `; ${event.reason}${event.count > 1 ? ` (${event.count} times)` : ''}${quote(event.message)}`;
}

function mend(pod: Pod, held: Container, event: WarningEvent | undefined): readonly RemediationStep[] {
  if (held.state.running) {
    return [
      { text: 'Look what the init container does.', command: 'kubectl logs {name} -n {namespace} -c {container}' },
    ];
  }
  if (/Mount|Attach|Volume/i.test(event?.reason ?? '')) return [mendVolume];
  if (/Sandbox|Network/i.test(event?.reason ?? '')) return [mendNetwork];
  return [startAnew(pod.owner)];
}

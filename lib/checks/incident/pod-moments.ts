import type { Container, Pod, Pods } from '#lib/cluster/sources/pods.ts';
import { ageMinutes } from '../duration.ts';
import { lastEndOf, waitingClassOf } from '../pods/container-state.ts';
import { notReadySince, placedAt, subjectOf } from '../pods/live-pods.ts';
import { type Moment, type Sign, templateHashOf, toMoment } from './moment.ts';

/** A pod that is not Ready for a shorter time is starting, as any pod does. */
const startMinutes = 2;
/** An end before that is history, once the container runs again. */
const recentMinutes = 60;
/** Ends that the node's restart brought about, or a deletion. */
const lostWithNode: ReadonlySet<string> = new Set(['Unknown', 'ContainerStatusUnknown', 'Completed']);

type Make = (sign: Sign, at: string | null, text: string, image?: string) => Moment | undefined;

/**
 * What happened to each pod, as its conditions and containers tell it: when it was lost, evicted, could not be placed or
 * started, crashed, or ceased to be Ready. Pods of Jobs that retry are left to the Job.
 */
export function* podMoments(pods: Pods, now: Date): Generator<Moment> {
  for (const pod of pods.items.filter(({ isOfJob }) => !isOfJob)) {
    const make: Make = (sign, at, text, image) =>
      toMoment({
        sign,
        at,
        text,
        subject: subjectOf(pod),
        owner: pod.owner,
        node: pod.nodeName,
        hash: templateHashOf(pod),
        image: image ?? null,
      });
    yield* [...lossOf(pod, make), ...(isOver(pod) ? [] : troubleOf(pod, now, make))].filter(
      (moment) => moment !== undefined,
    );
  }
}

function isOver({ phase }: Pod): boolean {
  return phase === 'Succeeded' || phase === 'Failed';
}

function lossOf(pod: Pod, make: Make): (Moment | undefined)[] {
  const target = pod.conditions.find(({ type, status }) => type === 'DisruptionTarget' && status === 'True');
  if (pod.phase === 'Failed' && pod.reason === 'Evicted') {
    const ended = pod.containers.map((container) => lastEndOf(container)?.finishedAt).find((at) => at);
    return [make('pod-evicted', target?.lastTransitionAt ?? ended ?? pod.createdAt, `was evicted: ${pod.message}`)];
  }
  if (target?.reason !== 'DeletionByTaintManager') return [];
  return [make('pod-lost', target.lastTransitionAt, 'is deleted, because its node is gone')];
}

function troubleOf(pod: Pod, now: Date, make: Make): (Moment | undefined)[] {
  const placed = pod.conditions.find(({ type }) => type === 'PodScheduled');
  if (placed?.status === 'False') {
    const isYoung = ageMinutes(now, placed.lastTransitionAt) < startMinutes;
    return isYoung ? [] : [make('pod-unscheduled', placed.lastTransitionAt, `fits on no node: ${placed.message}`)];
  }
  const faults = pod.containers.flatMap((container) => faultsOf(pod, container, now, make));
  const since = notReadySince(pod);
  const isNotReady = since !== null && (faults.length > 0 || ageMinutes(now, since) >= startMinutes);
  return [...faults, ...(isNotReady ? [make('pod-not-ready', since, 'is not Ready')] : [])];
}

function faultsOf(pod: Pod, container: Container, now: Date, make: Make): (Moment | undefined)[] {
  const { waiting } = container.state;
  const why = `${waiting?.reason}${waiting?.message ? `: ${waiting.message}` : ''}`;
  const kind = waitingClassOf(container);
  if (kind === 'image')
    return [make('image-failed', placedAt(pod), `cannot pull ${container.image}: ${why}`, container.image)];
  if (kind === 'configuration')
    return [make('misconfigured', placedAt(pod), `container ${container.name} cannot be made: ${why}`)];
  const end = lastEndOf(container);
  if (!end || (container.state.running && ageMinutes(now, end.finishedAt) >= recentMinutes)) return [];
  if (lostWithNode.has(end.reason) || (container.role === 'init' && end.exitCode === 0)) return [];
  return end.reason === 'OOMKilled'
    ? [make('pod-out-of-memory', end.finishedAt, `container ${container.name} was killed for want of memory`)]
    : [make('pod-crashed', end.finishedAt, `container ${container.name} ended with exit code ${end.exitCode}`)];
}

import type { ClusterEvent } from '#lib/cluster/sources/cluster-events.ts';
import type { ConfigMap } from '#lib/cluster/sources/config-maps.ts';
import type { Node } from '#lib/cluster/sources/nodes.ts';
import type { Pods } from '#lib/cluster/sources/pods.ts';
import type { Alert } from '#lib/cluster/sources/prometheus-rules.ts';
import { alertMoments, configurationMoments, type Revision, rolloutMoments } from './change-moments.ts';
import { type AppLog, findErrors } from './error-lines.ts';
import { eventMoments } from './event-moments.ts';
import { isPodFault, keyOf, type Moment, toMoment } from './moment.ts';
import { nodeMoments } from './node-moments.ts';
import { podMoments } from './pod-moments.ts';

/** Everything that a timeline is made of; what could not be read is empty. */
export interface Observed {
  readonly nodes: readonly Node[];
  readonly pods: Pods;
  readonly events: readonly ClusterEvent[];
  /** Of all workloads that roll out. */
  readonly revisions: readonly Revision[];
  readonly configMaps: readonly ConfigMap[];
  readonly alerts: readonly Alert[];
  readonly logs: readonly AppLog[];
  /** The alert that always fires. */
  readonly watchdog: string | undefined;
}

/** All that happened, the earliest first. What an object and an event both tell is there once, with the object's words. */
export function buildTimeline(observed: Observed, now: Date): Moment[] {
  const { nodes, pods, events, revisions, configMaps, alerts, logs, watchdog } = observed;
  const told = [
    ...nodeMoments(nodes),
    ...podMoments(pods, now),
    ...rolloutMoments(revisions),
    ...configurationMoments(configMaps),
    ...alertMoments(alerts, watchdog),
    ...logs.flatMap(errorMoments),
    ...eventMoments(events, pods),
  ];
  const groups = Map.groupBy(told, (moment) => identityOf(moment));
  return [...groups.values()].flatMap(join).toSorted(compareMoments);
}

/** By time; at the same instant what changed comes before what failed. */
function compareMoments(a: Moment, b: Moment): number {
  if (a.at === b.at) return Number(isPodFault(a)) - Number(isPodFault(b));
  return a.at < b.at ? -1 : 1;
}

function errorMoments(log: AppLog): Moment[] {
  return findErrors(log).flatMap(({ text, count, firstAt, lastAt }) => {
    return (
      toMoment({
        sign: 'error-logged',
        at: firstAt,
        lastAt: lastAt ?? '',
        count,
        subject: log.owner,
        text: `logged: ${text}`,
      }) ?? []
    );
  });
}

/** Two moments of one object with one sign are one; rollouts are told apart by revision, the rest by its words. */
function identityOf({ sign, subject, hash, text }: Moment): string {
  if (sign === 'rollout') return [sign, keyOf(subject), hash].join('\n');
  const isPlain = sign === 'event' || sign === 'warning' || sign === 'configuration' || sign === 'error-logged';
  return [sign, keyOf(subject), isPlain ? text : ''].join('\n');
}

/**
 * The first one is the object's own where there is one. Since when a node is as it is, its condition knows; a pod's
 * object knows only its last crash, so that the earliest tells.
 */
function join([first, ...others]: Moment[]): Moment[] {
  if (!first) return [];
  const isPlain = first.sign === 'event' || first.sign === 'warning';
  const isOfNode = first.sign.startsWith('node-');
  return [
    others.reduce(
      (joined, { at, lastAt, count }) => ({
        ...joined,
        at: !isOfNode && at < joined.at ? at : joined.at,
        lastAt: lastAt > joined.lastAt ? lastAt : joined.lastAt,
        count: isPlain ? joined.count + count : Math.max(joined.count, count),
      }),
      first,
    ),
  ];
}

import type { ClusterEvent } from '#lib/cluster/sources/cluster-events.ts';
import type { Pods } from '#lib/cluster/sources/pods.ts';
import type { Subject } from '../check.ts';
import { type Moment, type Sign, templateHashOf, toMoment } from './moment.ts';

/** What an event's reason means, by the kind that it is about; every other event is a warning or just an event. */
const signs: Readonly<Record<string, Sign>> = {
  'Node/NodeNotReady': 'node-lost',
  'Node/NodeReady': 'node-back',
  'Node/EvictionThresholdMet': 'node-pressure',
  'Pod/Evicted': 'pod-evicted',
  'Pod/TaintManagerEviction': 'pod-lost',
};

/** Each event as a moment, with the owner and the node of the pod that it is about, where that is still there. */
export function* eventMoments(events: readonly ClusterEvent[], pods: Pods): Generator<Moment> {
  const known = new Map(pods.items.map((pod) => [`${pod.namespace}/${pod.name}`, pod]));
  for (const event of events) {
    const subject: Subject = { kind: event.kind, namespace: event.namespace || null, name: event.name };
    const pod = event.kind === 'Pod' ? known.get(`${event.namespace}/${event.name}`) : undefined;
    const moment = toMoment({
      sign: signOf(event),
      at: event.firstAt,
      lastAt: event.lastAt ?? event.firstAt ?? '',
      count: event.count,
      subject,
      owner: pod?.owner ?? subject,
      node: event.kind === 'Node' ? event.name : (pod?.nodeName ?? null),
      hash: (pod && templateHashOf(pod)) ?? /^Scaled up replica set \S+-(\w+) from 0 /.exec(event.message)?.[1] ?? null,
      text: `${event.reason}: ${event.message}`,
    });
    if (moment) yield moment;
  }
}

function signOf({ kind, reason, message, isWarning }: ClusterEvent): Sign {
  const sign = signs[`${kind}/${reason}`];
  if (sign) return sign;
  // the Deployment controller says the same when an autoscaler adds replicas, but never from 0
  if (reason === 'ScalingReplicaSet' && message.startsWith('Scaled up') && message.includes(' from 0 '))
    return 'rollout';
  if (reason === 'BackOff' && message.startsWith('Back-off restarting')) return 'pod-crashed';
  return isWarning ? 'warning' : 'event';
}

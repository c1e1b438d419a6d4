import type { Node } from '#lib/cluster/sources/nodes.ts';
import { polarityOf } from '../nodes/condition-polarity.ts';
import { isLeaving, isReady, readyCondition } from '../nodes/readiness.ts';
import { type Moment, type Sign, toMoment } from './moment.ts';

const noneOfOurs = { badWhenTrue: [], badWhenFalse: [] };

/** When each node went out of service, fell ill or came back, as its conditions tell; nothing of nodes taken away on purpose. */
export function* nodeMoments(nodes: readonly Node[]): Generator<Moment> {
  for (const node of nodes.filter((candidate) => !isLeaving(candidate))) {
    const ready = readyCondition(node);
    const make = (sign: Sign, at: string | null, text: string) =>
      toMoment({ sign, at, text, node: node.name, subject: { kind: 'Node', namespace: null, name: node.name } });
    const turned = isReady(node)
      ? make('node-back', ready?.lastTransitionAt ?? null, 'is Ready')
      : make('node-lost', ready?.lastTransitionAt ?? node.createdAt, describeLoss(ready?.status, ready?.message));
    if (turned) yield turned;
    // what a silent kubelet last said of itself counts no more
    if (ready?.status === 'Unknown') continue;
    for (const { type, status, message, reason, lastTransitionAt } of node.conditions) {
      const polarity = type === 'Ready' ? undefined : polarityOf(type, noneOfOurs);
      if (polarity?.badStatus !== status) continue;
      const sign = type.endsWith('Pressure') ? 'node-pressure' : 'node-broken';
      const ill = make(
        sign,
        lastTransitionAt,
        `${type} is ${status}${message || reason ? `: ${message || reason}` : ''}`,
      );
      if (ill) yield ill;
    }
  }
}

function describeLoss(status: string | undefined, message: string | undefined): string {
  return `${status === 'False' ? 'is not Ready' : 'stopped answering'}${message ? `: ${message}` : ''}`;
}

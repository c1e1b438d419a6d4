import { describe, expect, it } from 'vitest';
import { incidentSystemEvents } from '#lib/checks/incident/system-events.ts';
import { type ClusterEvent, toClusterEvent } from '#lib/cluster/sources/cluster-events.ts';
import { minutesAgo, observe } from '../../support/observe.ts';

function event(differs: Partial<ClusterEvent> = {}): ClusterEvent {
  return {
    isWarning: true,
    reason: 'BackOff',
    message: 'back-off',
    count: 5,
    kind: 'Pod',
    namespace: 'shop',
    name: 'cart-1',
    firstAt: minutesAgo(20),
    lastAt: minutesAgo(5),
    ...differs,
  };
}

function judge(...clusterEvents: ClusterEvent[]) {
  return observe(incidentSystemEvents, { clusterEvents });
}

describe('incident/system-events', () => {
  it('joins the warnings of one namespace with one reason', () => {
    const { observations } = judge(
      event(),
      event({ name: 'cart-2', count: 9, firstAt: minutesAgo(40), lastAt: minutesAgo(2) }),
    );
    expect(observations).toEqual([
      {
        subject: { kind: 'Pod', namespace: 'shop', name: 'cart-2' },
        owner: { kind: 'Namespace', namespace: null, name: 'shop' },
        discriminator: 'BackOff',
        message: 'BackOff 14 times on Pod shop/cart-2 and 1 more, last 2 min ago: back-off',
        since: minutesAgo(40),
        evidence: { reason: 'BackOff', eventNamespace: 'shop', count: 14, objects: ['Pod/cart-2', 'Pod/cart-1'] },
      },
    ]);
  });

  it.each([
    ['of another reason', event({ reason: 'Unhealthy' }), 2],
    ['of another namespace', event({ namespace: 'other' }), 2],
    ['that is no warning', event({ isWarning: false }), 1],
    ['last seen half an hour ago', event({ reason: 'Unhealthy', lastAt: minutesAgo(30) }), 1],
    ['seen twice', event({ reason: 'Unhealthy', count: 2 }), 1],
  ])('beside a first, an event %s: %#', (_case, other, findings) => {
    expect(judge(event(), other).observations).toHaveLength(findings);
  });

  it('keeps all events sorted by last time, series counted', () => {
    const early = event({ isWarning: false, reason: 'Pulled', lastAt: minutesAgo(50), count: 1 });
    expect(judge(event(), early).conclusion).toEqual({
      examined: 2,
      measurements: {
        'incident/events': [
          {
            lastAt: minutesAgo(50),
            count: 1,
            type: 'Normal',
            reason: 'Pulled',
            subject: { kind: 'Pod', namespace: 'shop', name: 'cart-1' },
            message: 'back-off',
          },
          {
            lastAt: minutesAgo(5),
            count: 5,
            type: 'Warning',
            reason: 'BackOff',
            subject: { kind: 'Pod', namespace: 'shop', name: 'cart-1' },
            message: 'back-off',
          },
        ],
      },
    });
  });

  it.each([
    ['core/v1', { firstTimestamp: minutesAgo(9), lastTimestamp: minutesAgo(1), count: 4 }],
    ['events.k8s.io', { eventTime: minutesAgo(9), series: { count: 4, lastObservedTime: minutesAgo(1) } }],
  ])('reads the times and the count of an event made through %s', (_api, times) => {
    const raw = { metadata: {}, type: 'Warning', involvedObject: { kind: 'Pod', name: 'cart-1' }, ...times };
    expect(toClusterEvent(raw)).toMatchObject({
      firstAt: minutesAgo(9),
      lastAt: minutesAgo(1),
      count: 4,
      isWarning: true,
    });
  });
});

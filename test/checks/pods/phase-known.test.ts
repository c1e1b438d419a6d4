import { describe, expect, it } from 'vitest';
import { podsPhaseKnown } from '#lib/checks/pods/phase-known.ts';
import type { Pod } from '#lib/cluster/sources/pods.ts';
import { minutesAgo, observe } from '../../support/observe.ts';
import { buildNode, buildNodeWithReady } from '../nodes/build-node.ts';
import { asPods, buildPod, cart } from './build-pod.ts';

function judge(pod: Pod, node = buildNode(), settings = {}) {
  return observe(podsPhaseKnown, { pods: asPods(pod), nodes: [node] }, { settings });
}

function unready(minutes: number) {
  return [{ type: 'Ready', status: 'False', lastTransitionTime: minutesAgo(minutes) }];
}

const onGoneNode = { spec: { nodeName: 'gone' } };

describe('pods/phase-known', () => {
  it('tells of a pod whose node is gone', () => {
    const { observations, conclusion } = judge(buildPod({ ...onGoneNode, status: { conditions: unready(60) } }));
    expect(conclusion).toBe(1);
    expect(observations).toHaveLength(1);
    expect(observations[0]).toMatchObject({
      subject: { kind: 'Pod', namespace: 'shop', name: 'cart-5d8f-abcde' },
      owner: cart,
      message: 'Pod shop/cart-5d8f-abcde is bound to node gone, which is no more, and has not been Ready for 1 h',
      since: minutesAgo(60),
      evidence: { phase: 'Running', node: 'gone', hasNode: false },
    });
    expect(observations[0]?.remediation?.[1]?.command).toBe('kubectl delete pod {name} -n {namespace}');
  });

  it.each([
    ['Unknown', { phase: 'Unknown', conditions: unready(60) }, 'Unknown for 1 h'],
    ['Unknown, though Ready', { phase: 'Unknown' }, 'Unknown for 2 d 2 h'],
    ['that no one knows', { phase: 'Dreaming', conditions: unready(60) }, 'Dreaming for 1 h'],
    ['not given', { phase: null, conditions: unready(60) }, 'Unknown for 1 h'],
  ])('finds a pod of a phase %s', (_, status, said) => {
    expect(judge(buildPod({ status })).observations.map(({ message }) => message)).toEqual([
      `Pod shop/cart-5d8f-abcde has been in phase ${said}`,
    ]);
  });

  it.each([
    ['that runs', buildPod()],
    ['that waits for a node', buildPod({ spec: { nodeName: null }, status: { phase: 'Pending' } })],
    ['that is completed', buildPod({ ...onGoneNode, status: { phase: 'Succeeded', conditions: unready(60) } })],
    ['whose node has just gone', buildPod(onGoneNode)],
    ['within the grace', buildPod({ ...onGoneNode, status: { conditions: unready(4) } })],
    [
      'that has just got a node, which came while the cluster was read',
      buildPod({
        ...onGoneNode,
        status: {
          phase: 'Pending',
          conditions: [{ type: 'PodScheduled', status: 'True', lastTransitionTime: minutesAgo(0) }],
        },
      }),
    ],
    [
      'being deleted',
      buildPod({ ...onGoneNode, metadata: { deletionTimestamp: minutesAgo(1) }, status: { conditions: unready(60) } }),
    ],
  ])('is quiet for a pod %s', (_, pod) => {
    expect(judge(pod)).toEqual({ observations: [], conclusion: 1 });
  });

  it('is quiet for a pod on a node that does not answer', () => {
    const pod = buildPod({ status: { phase: 'Unknown', conditions: unready(60) } });
    expect(judge(pod, buildNodeWithReady('Unknown', 60)).observations).toEqual([]);
  });
});

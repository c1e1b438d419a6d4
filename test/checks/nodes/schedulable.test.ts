import { describe, expect, it } from 'vitest';
import { nodesSchedulable } from '#lib/checks/nodes/schedulable.ts';
import type { Node } from '#lib/cluster/sources/nodes.ts';
import { minutesAgo, observe } from '../../support/observe.ts';
import { buildNode } from './build-node.ts';

const day = 1440;

function judge(node: Node) {
  return observe(nodesSchedulable, { nodes: [node] });
}

function cordoned(minutes: number, ...otherTaints: string[]) {
  const own = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule', timeAdded: minutesAgo(minutes) };
  return { unschedulable: true, taints: [...otherTaints.map((key) => ({ key, effect: 'NoSchedule' })), own] };
}

describe('nodes/schedulable', () => {
  it('finds a node that has been cordoned for three days', () => {
    expect(judge(buildNode({ spec: cordoned(3 * day) }))).toEqual({
      observations: [
        {
          subject: { kind: 'Node', namespace: null, name: 'ip-10-0-1-7' },
          message: 'Node ip-10-0-1-7 has been cordoned for 3 d: it takes no new pods',
          since: minutesAgo(3 * day),
        },
      ],
      conclusion: 1,
    });
  });

  it('finds, as information, a node that nobody tells since when it is cordoned', () => {
    expect(judge(buildNode({ spec: { unschedulable: true } })).observations).toEqual([
      {
        subject: { kind: 'Node', namespace: null, name: 'ip-10-0-1-7' },
        message: 'Node ip-10-0-1-7 has been cordoned for an unknown time: it takes no new pods',
        since: null,
        severity: 'info',
      },
    ]);
  });

  it.each([
    ['that takes pods', buildNode()],
    ['whose taint has outlived the cordon', buildNode({ spec: { ...cordoned(3 * day), unschedulable: false } })],
    ['cordoned for less than a day', buildNode({ spec: cordoned(day - 1) })],
    [
      'whose spot instance is taken back',
      buildNode({ spec: cordoned(3 * day, 'aws-node-termination-handler/spot-itn') }),
    ],
    ['that Karpenter takes away', buildNode({ spec: cordoned(3 * day, 'karpenter.sh/disrupted') })],
    [
      'that is not Ready',
      buildNode({ spec: cordoned(3 * day), status: { conditions: [{ type: 'Ready', status: 'Unknown' }] } }),
    ],
  ])('is quiet for a node %s', (_, node) => {
    expect(judge(node)).toEqual({ observations: [], conclusion: 1 });
  });
});

import { describe, expect, it } from 'vitest';
import { nodesReady } from '#lib/checks/nodes/ready.ts';
import type { Node } from '#lib/cluster/sources/nodes.ts';
import { minutesAgo, observe } from '../../support/observe.ts';
import { buildNode, buildNodeWithReady } from './build-node.ts';

function judge(node: Node, settings = {}) {
  return observe(nodesReady, { nodes: [node] }, { settings });
}

function messageOf(node: Node, settings = {}) {
  return judge(node, settings).observations.map(({ message }) => message);
}

const deletionTaint = { spec: { taints: [{ key: 'karpenter.sh/disrupted', effect: 'NoSchedule' }] } };

describe('nodes/ready', () => {
  it('tells of a silent node all that is needed to go there', () => {
    const { observations, conclusion } = judge(buildNodeWithReady('Unknown', 48));
    expect(conclusion).toBe(1);
    expect(observations).toHaveLength(1);
    expect(observations[0]).toMatchObject({
      subject: { kind: 'Node', namespace: null, name: 'ip-10-0-1-7' },
      message: 'Node ip-10-0-1-7 has not answered for 48 min: as told',
      since: minutesAgo(48),
      evidence: { status: 'Unknown', reason: 'Told', isCordoned: false, instanceId: 'i-0abc' },
    });
    expect(observations[0]?.remediation?.map(({ command }) => command?.split(' --')[0])).toEqual([
      'kubectl describe node {name}',
      'aws ec2 describe-instance-status',
      'aws ssm send-command',
      'kubectl drain {name}',
    ]);
  });

  it.each([
    [
      'not Ready by its own word',
      buildNodeWithReady('False', 5),
      'Node ip-10-0-1-7 has not been Ready for 5 min: as told',
    ],
    ['just past the grace', buildNodeWithReady('Unknown', 2), 'Node ip-10-0-1-7 has not answered for 2 min: as told'],
    [
      'of a status that no one knows',
      buildNodeWithReady('Perhaps', 5),
      'Node ip-10-0-1-7 has not been Ready for 5 min: as told',
    ],
    [
      'that never reported',
      buildNode({ metadata: { creationTimestamp: minutesAgo(10) }, status: { conditions: null } }),
      'Node ip-10-0-1-7 has not been Ready for 10 min',
    ],
    [
      'that has been leaving for over an hour',
      buildNodeWithReady('Unknown', 61, deletionTaint),
      'Node ip-10-0-1-7 has not answered for 1 h 1 min: as told',
    ],
  ])('finds a node %s', (_, node, message) => {
    expect(messageOf(node)).toEqual([message]);
  });

  it.each([
    ['Ready', buildNode()],
    ['within the grace', buildNodeWithReady('Unknown', 1)],
    ['whose clock is ahead', buildNodeWithReady('False', -30)],
    ['that Karpenter takes away', buildNodeWithReady('Unknown', 59, deletionTaint)],
    [
      'that cluster-autoscaler takes away',
      buildNodeWithReady('Unknown', 20, {
        spec: { taints: [{ key: 'ToBeDeletedByClusterAutoscaler', effect: 'NoSchedule' }] },
      }),
    ],
    [
      'whose spot instance is taken back',
      buildNodeWithReady('Unknown', 20, {
        spec: { taints: [{ key: 'aws-node-termination-handler/spot-itn', effect: 'NoSchedule' }] },
      }),
    ],
    ['being deleted', buildNodeWithReady('Unknown', 20, { metadata: { deletionTimestamp: minutesAgo(20) } })],
  ])('is quiet for a node %s', (_, node) => {
    expect(judge(node)).toEqual({ observations: [], conclusion: 1 });
  });

  it('sends nobody to EC2 for a node that is no instance', () => {
    const { observations } = judge(buildNodeWithReady('Unknown', 48, { spec: { providerID: 'kwok://ip-10-0-1-7' } }));
    expect(observations[0]?.evidence?.instanceId).toBeNull();
    expect(observations[0]).not.toHaveProperty('remediation');
  });

  it('obeys its settings', () => {
    expect(messageOf(buildNodeWithReady('False', 0), { graceMinutes: 0 })).toHaveLength(1);
    expect(messageOf(buildNodeWithReady('Unknown', 20, deletionTaint), { leavingGraceMinutes: 10 })).toHaveLength(1);
  });
});

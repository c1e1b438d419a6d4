import { describe, expect, it } from 'vitest';
import { nodesConditionsHealthy } from '#lib/checks/nodes/conditions-healthy.ts';
import type { Node } from '#lib/cluster/sources/nodes.ts';
import { minutesAgo, observe } from '../../support/observe.ts';
import { buildNode, buildNodeWithCondition, buildNodeWithReady } from './build-node.ts';

function judge(node: Node, settings = {}) {
  return observe(nodesConditionsHealthy, { nodes: [node] }, { settings });
}

describe('nodes/conditions-healthy', () => {
  it('tells of a pressure what relieves it', () => {
    const { observations } = judge(buildNodeWithCondition('DiskPressure', 'True', 120));
    expect(observations).toHaveLength(1);
    expect(observations[0]).toMatchObject({
      subject: { kind: 'Node', namespace: null, name: 'ip-10-0-1-7' },
      discriminator: 'DiskPressure',
      message: 'Node ip-10-0-1-7: DiskPressure has been True for 2 h: as told',
      since: minutesAgo(120),
      severity: 'warning',
      evidence: { condition: 'DiskPressure', status: 'True', reason: 'Told' },
    });
    expect(observations[0]?.remediation?.[1]?.verify).toBe(
      'kubectl wait --for=condition=DiskPressure=false node/{name} --timeout=10m',
    );
  });

  it.each([
    ['the kubelet', 'MemoryPressure', 'True', 'warning'],
    ['the kubelet', 'PIDPressure', 'True', 'warning'],
    ['the network', 'NetworkUnavailable', 'True', 'critical'],
    ['node-problem-detector', 'KernelDeadlock', 'True', 'critical'],
    ['node-problem-detector', 'ReadonlyFilesystem', 'True', 'critical'],
    ['node-problem-detector', 'XfsShutdown', 'True', 'critical'],
    ['node-problem-detector', 'FrequentKubeletRestart', 'True', 'warning'],
    ['the EKS agent', 'KernelReady', 'False', 'critical'],
    ['the EKS agent', 'NetworkingReady', 'False', 'critical'],
    ['the EKS agent', 'StorageReady', 'False', 'critical'],
    ['the EKS agent', 'ContainerRuntimeReady', 'False', 'critical'],
    ['the EKS agent', 'AcceleratedHardwareReady', 'False', 'critical'],
    ['an agent that fell silent', 'NetworkingReady', 'Unknown', 'info'],
  ])('finds, by the word of %s, %s=%s: %s', (_, type, status, severity) => {
    const { observations } = judge(buildNodeWithCondition(type, status, 30));
    expect(observations.map((observation) => [observation.discriminator, observation.severity])).toEqual([
      [type, severity],
    ]);
  });

  it.each([
    ['bad conditions that are False', buildNodeWithCondition('DiskPressure', 'False', 30)],
    ['good conditions that are True', buildNodeWithCondition('StorageReady', 'True', 30)],
    ['a pressure within the grace', buildNodeWithCondition('MemoryPressure', 'True', 9)],
    ['a node that is not Ready', buildNodeWithReady('Unknown', 60)],
  ])('is quiet for %s', (_, node) => {
    expect(judge(node)).toEqual({ observations: [], conclusion: { examined: 1 } });
  });

  it('is quiet for a node that is being taken away', () => {
    const leaving = { ...buildNodeWithCondition('DiskPressure', 'True', 120), deletionAt: minutesAgo(5) };
    expect(judge(leaving).observations).toEqual([]);
  });

  it('names the types whose meaning is unknown, and judges them once the settings tell it', () => {
    const node = buildNodeWithCondition('FanFailed', 'True', 30);
    expect(judge(node)).toEqual({
      observations: [],
      conclusion: { examined: 1, note: 'not judged, meaning unknown: FanFailed' },
    });
    expect(judge(node, { badWhenTrue: ['FanFailed'] }).observations).toHaveLength(1);
    expect(judge(node, { badWhenFalse: ['FanFailed'] })).toEqual({ observations: [], conclusion: { examined: 1 } });
  });

  it('tells each condition of a node apart', () => {
    const conditions = [
      { type: 'Ready', status: 'True' },
      { type: 'DiskPressure', status: 'True', lastTransitionTime: minutesAgo(30) },
      { type: 'PIDPressure', status: 'True' },
    ];
    const { observations } = judge(buildNode({ status: { conditions } }));
    expect(observations.map(({ message }) => message)).toEqual([
      'Node ip-10-0-1-7: DiskPressure has been True for 30 min',
      'Node ip-10-0-1-7: PIDPressure has been True for 6 d 22 h',
    ]);
  });
});

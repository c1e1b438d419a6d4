import { describe, expect, it } from 'vitest';
import { allocationNodesHaveRoom } from '#lib/checks/allocation/nodes-have-room.ts';
import type { Conclusion } from '#lib/checks/check.ts';
import type { Node } from '#lib/cluster/sources/nodes.ts';
import type { PodSpec } from '#lib/cluster/sources/pod-specs.ts';
import { observe } from '../../support/observe.ts';
import { node, pod } from '../capacity/build-cluster.ts';

function look(nodes: readonly Node[], podSpecs: readonly PodSpec[]) {
  return observe(allocationNodesHaveRoom, { nodes: [...nodes], podSpecs: [...podSpecs] });
}

/** The measured row of node `a`. */
function measured(podSpecs: readonly PodSpec[]): object {
  const { conclusion } = look([node('a')], podSpecs);
  const { examined, measurements = {} } = conclusion as Extract<Conclusion, { examined: number }>;
  expect(examined).toBe(1);
  return (measurements['nodes/allocated'] as { a: object }).a;
}

const resources = { requests: { cpu: '1', memory: '1Gi' }, limits: { cpu: '2', memory: '2Gi' } };

describe('allocated resources, as kubectl describe node has them', () => {
  it('of one pod', () => {
    expect(measured([pod('web-0', { on: 'a', ...resources })])).toEqual({
      cpu: { allocatable: '4', requests: '1', requestsPercent: 25, limits: '2', limitsPercent: 50 },
      memory: { allocatable: '12Gi', requests: '1Gi', requestsPercent: 8, limits: '2Gi', limitsPercent: 16 },
      'ephemeral-storage': { allocatable: '0', requests: '0', requestsPercent: 0, limits: '0', limitsPercent: 0 },
    });
  });

  it('with a sidecar and an init container', () => {
    const initContainers = [
      { name: 'proxy', restartPolicy: 'Always', resources: { requests: resources.requests } },
      { name: 'migrate', resources: { requests: resources.requests } },
    ];
    expect(measured([pod('web-0', { on: 'a', ...resources, spec: { initContainers } })])).toMatchObject({
      cpu: { requests: '2', requestsPercent: 50 },
      memory: { requests: '2Gi', requestsPercent: 16 },
    });
  });

  it('with resources of the pod as a whole', () => {
    const whole = { requests: { cpu: '2', memory: '4Gi' }, limits: { cpu: '4', memory: '8Gi' } };
    expect(measured([pod('web-0', { on: 'a', ...resources, spec: { resources: whole } })])).toMatchObject({
      cpu: { requests: '2', requestsPercent: 50, limits: '4', limitsPercent: 100 },
      memory: { requests: '4Gi', requestsPercent: 33, limits: '8Gi', limitsPercent: 66 },
    });
  });

  it('counts pods that wait to start and pods that end, not those that have ended or are elsewhere', () => {
    const pods = [
      pod('new-0', { on: 'a', ...resources, phase: 'Pending' }),
      pod('old-0', { on: 'a', ...resources, deletionAt: '2026-03-02T06:00:00Z' }),
      pod('done-0', { on: 'a', ...resources, phase: 'Succeeded' }),
      pod('failed-0', { on: 'a', ...resources, phase: 'Failed' }),
      pod('far-0', { on: 'gone', ...resources }),
      pod('waiting-0', resources),
    ];
    expect(measured(pods)).toMatchObject({ cpu: { requests: '2', requestsPercent: 50 } });
  });
});

describe('room on the nodes', () => {
  const full = (on: string) => pod(`web-${on}`, { on, requests: { cpu: '3700m' } });
  const general = { labels: { 'eks.amazonaws.com/nodegroup': 'general' } };

  it('at the threshold: quiet', () => {
    expect(look([node('a')], [pod('web-0', { on: 'a', requests: { cpu: '3600m' } })]).observations).toEqual([]);
  });

  it('a full node in a group with room is told, its group as owner', () => {
    expect(look([node('a', general), node('b', general)], [full('a')]).observations).toEqual([
      {
        subject: { kind: 'Node', namespace: null, name: 'a' },
        owner: { kind: 'NodeGroup', namespace: null, name: 'general' },
        discriminator: 'cpu',
        severity: 'info',
        message: 'Node a: pods request 3700m of 4 cpu (92 %); of all of NodeGroup general, 46 %',
        evidence: { resource: 'cpu', percent: 92, groupPercent: 46, requested: '3700m', allocatable: '4' },
      },
    ]);
  });

  it('a full group is a warning', () => {
    const { observations } = look([node('a', general), node('b', general)], [full('a'), full('b')]);
    expect(observations.map(({ severity, subject }) => [severity, subject.name])).toEqual([
      ['warning', 'a'],
      ['warning', 'b'],
    ]);
  });

  it('a full pool of Karpenter is told, a full node of Fargate is not', () => {
    const nodes = [
      node('a', { labels: { 'karpenter.sh/nodepool': 'default' } }),
      node('b', { labels: { 'eks.amazonaws.com/compute-type': 'fargate' } }),
    ];
    const { observations } = look(nodes, [full('a'), full('b')]);
    expect(observations.map(({ severity, subject }) => [severity, subject.name])).toEqual([['info', 'a']]);
  });
});

import { describe, expect, it } from 'vitest';
import { capacityHeadroom } from '#lib/checks/capacity/headroom.ts';
import type { Node } from '#lib/cluster/sources/nodes.ts';
import { observe } from '../../support/observe.ts';
import { node, pod } from './build-cluster.ts';

function look(nodes: readonly Node[], cpuOf: Record<string, string>) {
  const podSpecs = Object.entries(cpuOf).map(([on, cpu]) => pod(`web-${on}`, { on, requests: { cpu, memory: '3Gi' } }));
  const { observations, conclusion } = observe(capacityHeadroom, { nodes: [...nodes], podSpecs });
  return { conclusion, found: observations.map(({ severity, message }) => `${severity}: ${message}`) };
}

describe('headroom', () => {
  it('is measured for the cluster and by zone, instance type and node', () => {
    const labels = { 'node.kubernetes.io/instance-type': 'm6i.xlarge' };
    const { conclusion, found } = look([node('a', { labels }), node('b', { zone: 'b' })], { a: '2500m' });
    const empty = {
      nodes: 1,
      cpu: { capacity: '0', allocatable: '4', requests: '0', requestsPercent: 0, headroom: '4' },
      memory: { capacity: '0', allocatable: '12Gi', requests: '0', requestsPercent: 0, headroom: '12Gi' },
      pods: { allocatable: '10', count: 0 },
    };
    const taken = {
      nodes: 1,
      cpu: { capacity: '0', allocatable: '4', requests: '2500m', requestsPercent: 62, headroom: '1500m' },
      memory: { capacity: '0', allocatable: '12Gi', requests: '3Gi', requestsPercent: 25, headroom: '9Gi' },
      pods: { allocatable: '10', count: 1 },
    };
    expect(found).toEqual([]);
    expect(conclusion).toEqual({
      examined: 2,
      measurements: {
        'capacity/cluster': {
          nodes: 2,
          cpu: { capacity: '0', allocatable: '8', requests: '2500m', requestsPercent: 31, headroom: '5500m' },
          memory: { capacity: '0', allocatable: '24Gi', requests: '3Gi', requestsPercent: 12, headroom: '21Gi' },
          pods: { allocatable: '20', count: 1 },
        },
        'capacity/by-zone': { a: taken, b: empty },
        'capacity/by-instance-type': { 'm6i.xlarge': taken, unknown: empty },
        'capacity/by-node': { a: taken, b: empty },
      },
      remember: {
        'capacity/requested': {
          cpu: { requests: 2500, allocatable: 8000 },
          memory: { requests: 3 * 2 ** 30, allocatable: 24 * 2 ** 30 },
          pods: { requests: 1, allocatable: 20 },
        },
      },
    });
  });

  const ofCluster = 'Cluster ecommerce-production: pods request 3600m of the 4 cpu of nodes that take pods (90 %)';

  it('spent on nodes that take pods is a warning, whatever the others have', () => {
    const closed = [node('b', { ready: 'False' }), node('c', { spec: { unschedulable: true } })];
    expect(look([node('a'), ...closed], { a: '3600m' }).found).toEqual([`warning: ${ofCluster}`]);
  });

  it('spent in pools that grow by themselves is told', () => {
    const pool = node('a', { labels: { 'karpenter.sh/nodepool': 'default' } });
    expect(look([pool], { a: '3600m' }).found).toEqual([`info: ${ofCluster}`]);
  });

  it('spent in a zone is told', () => {
    expect(look([node('a'), node('b', { zone: 'b' })], { a: '3700m' }).found).toEqual([
      'info: Zone a: pods request 3700m of the 4 cpu of nodes that take pods (92 %)',
    ]);
  });
});

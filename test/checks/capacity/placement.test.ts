import { describe, expect, it } from 'vitest';
import { capacityPlacement } from '#lib/checks/capacity/placement.ts';
import type { PodSpec } from '#lib/cluster/sources/pod-specs.ts';
import { observe } from '../../support/observe.ts';
import { node, pod } from './build-cluster.ts';

const nodes = [node('a'), node('b', { zone: 'b' }), node('c', { zone: 'b', allocatable: { cpu: '2' } })];
const web = (name: string, on: string, cpu: string) => pod(name, { on, requests: { cpu } });
const fits = { placeable: true, unplaced: [] };

function look(podSpecs: PodSpec[], own = nodes) {
  return observe(capacityPlacement, { nodes: own, podSpecs, volumeClaims: [], volumes: [] });
}

function measured(podSpecs: PodSpec[], own = nodes): unknown {
  const { conclusion } = look(podSpecs, own);
  expect(conclusion).toMatchObject({ examined: own.length });
  return typeof conclusion === 'object' && 'measurements' in conclusion
    ? conclusion.measurements?.['capacity/placement']
    : undefined;
}

describe('placement', () => {
  it('is measured for the largest node and for each zone', () => {
    expect(measured([web('web-0', 'a', '2'), web('web-1', 'b', '1'), web('web-2', 'c', '1500m')])).toEqual({
      withoutLargestNode: fits,
      withoutZone: { a: fits, b: { placeable: false, unplaced: ['shop/web-1'] } },
    });
  });

  it('of equal nodes loses the one on which most is requested', () => {
    const found = look([web('web-0', 'a', '1'), web('web-1', 'b', '4'), web('web-2', 'c', '1')]);
    expect(found.observations).toEqual([
      {
        subject: { kind: 'Cluster', namespace: null, name: 'ecommerce-production' },
        message: 'Without node b there is no place for 1 of the pods that it runs (1 to move): shop/web-1',
        evidence: { lost: 'node b', unplaced: ['shop/web-1'], displaced: 1, namespace: 'shop' },
      },
      {
        subject: { kind: 'Zone', namespace: null, name: 'b' },
        severity: 'info',
        message: 'Without zone b there is no place for 1 of the pods that it runs (2 to move): shop/web-1',
        evidence: { lost: 'zone b', unplaced: ['shop/web-1'], displaced: 2, namespace: 'shop' },
      },
    ]);
  });

  it('of one node and one zone is measured and not found wrong', () => {
    const one = [node('a')];
    expect(look([web('web-0', 'a', '1')], one).observations).toEqual([]);
    const lost = { placeable: false, unplaced: ['shop/web-0'] };
    expect(measured([web('web-0', 'a', '1')], one)).toEqual({ withoutLargestNode: lost, withoutZone: { a: lost } });
  });

  it('has nothing to do with nodes of Fargate', () => {
    const fargate = node('f', { labels: { 'eks.amazonaws.com/compute-type': 'fargate' }, allocatable: { cpu: '64' } });
    expect(look([web('web-0', 'f', '8')], [...nodes, fargate]).observations).toEqual([]);
    expect(look([], [fargate])).toEqual({ observations: [], conclusion: 0 });
  });
});

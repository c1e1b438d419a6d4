import { describe, expect, it } from 'vitest';
import { usageNodesNotSaturated } from '#lib/checks/usage/nodes-not-saturated.ts';
import { observe } from '../../support/observe.ts';
import { node } from '../capacity/build-cluster.ts';

const noPrometheus = { notApplicable: 'the configuration names no Prometheus (monitoring.prometheus)' };

describe('saturation', () => {
  const nodes = [node('ip-10-0-1-7.eu-west-1.compute.internal'), node('worker')];
  const look = (instance: string, loadPerCpu: number) =>
    observe(usageNodesNotSaturated, { nodeSaturation: [{ instance, loadPerCpu }], nodes });

  it('up to two processes for each CPU is quiet', () => {
    expect(look('10.0.1.7:9100', 2)).toEqual({ observations: [], conclusion: 1 });
  });

  it.each([
    ['10.0.1.7:9100', 'ip-10-0-1-7.eu-west-1.compute.internal'],
    ['worker:9100', 'worker'],
    ['10.0.1.70:9100', '10.0.1.70'],
  ])('of %s is told of node %s', (instance, name) => {
    expect(look(instance, 3.456).observations).toEqual([
      {
        subject: { kind: 'Node', namespace: null, name },
        message: `Node ${name}: at least 3.5 processes run or wait for each CPU, all of the last 15 min`,
        evidence: { loadPerCpu: 3.46, instance },
      },
    ]);
  });

  it('does not apply without Prometheus or without figures', () => {
    expect(observe(usageNodesNotSaturated, { nodeSaturation: null, nodes }).conclusion).toEqual(noPrometheus);
    expect(observe(usageNodesNotSaturated, { nodeSaturation: [], nodes }).conclusion).toEqual({
      notApplicable: 'Prometheus has no node_load1: it does not ask node-exporter',
    });
  });
});

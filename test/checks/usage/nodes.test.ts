import { describe, expect, it } from 'vitest';
import { usageNodes } from '#lib/checks/usage/nodes.ts';
import { toNodeMetrics } from '#lib/cluster/sources/node-metrics.ts';
import { toNode } from '#lib/cluster/sources/nodes.ts';
import { minutesAgo, observe } from '../../support/observe.ts';

function node(name: string, { ready = 'True', createdAt = minutesAgo(9000) } = {}) {
  return toNode({
    metadata: { name, creationTimestamp: createdAt },
    status: { allocatable: { cpu: '3920m', memory: '15Gi' }, conditions: [{ type: 'Ready', status: ready }] },
  });
}

function metrics(name: string, cpu: string, memory: string, timestamp = minutesAgo(1)) {
  return toNodeMetrics({ metadata: { name }, timestamp, usage: { cpu, memory } });
}

const subject = { kind: 'Node', namespace: null, name: 'a' };

describe('usage of nodes', () => {
  it.each<[string, string, string, object[]]>([
    ['at 80 % of both: quiet', '3136m', '12Gi', []],
    ['nothing used, in odd units: quiet', '0', 'n/a', []],
    [
      'CPU above 80 %',
      '3700000001n',
      '1Gi',
      [
        {
          subject,
          discriminator: 'cpu',
          message: 'Node a uses 3.70 of 3.92 cores (94 %)',
          evidence: { resource: 'cpu', percent: 94, usedMillicores: 3700, allocatableMillicores: 3920 },
        },
      ],
    ],
    [
      'memory above 80 %',
      '1',
      '13Gi',
      [
        {
          subject,
          discriminator: 'memory',
          severity: 'warning',
          message: 'Node a uses 13.0 GiB of 15.0 GiB (86 %) of memory',
          evidence: { resource: 'memory', percent: 86, usedBytes: 13 * 1024 ** 3, allocatableBytes: 15 * 1024 ** 3 },
        },
      ],
    ],
  ])('%s', (_, cpu, memory, observations) => {
    const found = observe(usageNodes, { nodes: [node('a')], nodeMetrics: [metrics('a', cpu, memory)] });
    expect(found).toEqual({ observations, conclusion: 1 });
  });

  it('memory above 95 % is critical', () => {
    const { observations } = observe(usageNodes, { nodes: [node('a')], nodeMetrics: [metrics('a', '1', '14800Mi')] });
    expect(observations.map(({ severity }) => severity)).toEqual(['critical']);
  });

  it('thresholds are settings', () => {
    const data = { nodes: [node('a')], nodeMetrics: [metrics('a', '3', '12Gi')] };
    const { observations } = observe(usageNodes, data, {
      settings: { warnCpuPercent: 70, warnMemoryPercent: 70, criticalMemoryPercent: 75 },
    });
    expect(observations.map(({ discriminator, severity }) => [discriminator, severity])).toEqual([
      ['cpu', undefined],
      ['memory', 'critical'],
    ]);
  });
});

describe('figures that are missing', () => {
  it('of a Ready node are found, and so are old ones', () => {
    const { observations, conclusion } = observe(usageNodes, {
      nodes: [node('a'), node('b'), node('c')],
      nodeMetrics: [metrics('b', '1', '1Gi', minutesAgo(12)), metrics('c', '1', '1Gi')],
    });
    expect(conclusion).toBe(2);
    expect(observations).toMatchObject([
      {
        subject,
        discriminator: 'metrics',
        since: null,
        message: 'Node a is Ready and the metrics API has no figures for it: its usage is not known',
      },
      {
        since: minutesAgo(12),
        message: 'Node b is Ready and the metrics API has no recent figures for it: its usage is not known',
      },
    ]);
  });

  it('of a node that is not Ready or young are left alone', () => {
    const nodes = [node('a'), node('b', { ready: 'Unknown' }), node('c', { createdAt: minutesAgo(2) })];
    const found = observe(usageNodes, { nodes, nodeMetrics: [metrics('a', '1', '1Gi')] });
    expect(found).toEqual({ observations: [], conclusion: 1 });
  });

  it('of every node make the check unknown, not passed', () => {
    const found = observe(usageNodes, { nodes: [node('a'), node('b')], nodeMetrics: [] });
    expect(found).toEqual({
      observations: [],
      conclusion: { unknown: 'the metrics API has figures for none of 2 ready nodes' },
    });
  });
});

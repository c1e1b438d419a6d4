import { describe, expect, it } from 'vitest';
import { usageRequestsUsed } from '#lib/checks/usage/requests-used.ts';
import { toPodMetrics } from '#lib/cluster/sources/pod-metrics.ts';
import type { PodSpec } from '#lib/cluster/sources/pod-specs.ts';
import { minutesAgo, observe } from '../../support/observe.ts';
import { pod } from '../capacity/build-cluster.ts';

function metrics(name: string, cpu: string, memory: string, namespace = 'shop') {
  return toPodMetrics({ metadata: { name, namespace }, containers: [{ name: 'app', usage: { cpu, memory } }] });
}

const large = { on: 'a', requests: { cpu: '2', memory: '4Gi' } };

function look(podSpecs: PodSpec[], podMetrics: ReturnType<typeof metrics>[]): string[] {
  const { observations } = observe(usageRequestsUsed, { podSpecs, podMetrics });
  return observations.map(({ message }) => message);
}

describe('requests that are not used', () => {
  it('are told by owner, all of its pods together', () => {
    const podSpecs = [pod('web-0', large), pod('web-1', large)];
    const found = observe(usageRequestsUsed, {
      podSpecs,
      podMetrics: [metrics('web-0', '300m', '3Gi'), metrics('web-1', '100m', '3Gi')],
    });
    expect(found).toEqual({
      observations: [
        {
          subject: { kind: 'StatefulSet', namespace: 'shop', name: 'web' },
          discriminator: 'cpu',
          message: 'StatefulSet shop/web uses 0.40 of 4.00 cores (10 %) that it requests (replicas: 2)',
          evidence: { resource: 'cpu', percent: 10, pods: 2, requested: 4000, used: 400 },
        },
      ],
      conclusion: 2,
    });
  });

  it.each<[string, string, string, string[]]>([
    ['half of it is used: quiet', '1', '2Gi', []],
    [
      'less of memory',
      '1',
      '1Gi',
      ['StatefulSet shop/web uses 1.0 GiB of 4.0 GiB (25 %) of memory that it requests (replicas: 1)'],
    ],
    [
      'a little less than half',
      '1',
      '2047Mi',
      ['StatefulSet shop/web uses 2.0 GiB of 4.0 GiB (49 %) of memory that it requests (replicas: 1)'],
    ],
  ])('%s', (_, cpu, memory, messages) => {
    expect(look([pod('web-0', large)], [metrics('web-0', cpu, memory)])).toEqual(messages);
  });

  it('below the floor are not worth a word', () => {
    const small = pod('web-0', { on: 'a', requests: { cpu: '900m', memory: '2Gi' } });
    expect(look([small], [metrics('web-0', '1m', '1Mi')])).toEqual([]);
  });

  it.each<[string, PodSpec]>([
    ['of young pods', { ...pod('web-0', large), createdAt: minutesAgo(59) }],
    ['of pods that end', pod('web-0', { ...large, deletionAt: minutesAgo(1) })],
    ['of a Job', pod('web-0', { ...large, controller: 'Job' })],
    ['of what has ended', pod('web-0', { ...large, phase: 'Succeeded' })],
    [
      'of kube-system',
      { ...pod('web-0', large), owner: { kind: 'Deployment', namespace: 'kube-system', name: 'coredns' } },
    ],
  ])('%s are left alone', (_, one) => {
    expect(look([one], [metrics('web-0', '1m', '1Mi')])).toEqual([]);
  });

  it('are not known without figures', () => {
    expect(observe(usageRequestsUsed, { podSpecs: [pod('web-0', large)], podMetrics: [] }).conclusion).toEqual({
      unknown: 'the metrics API has no figures for any of 1 running pods',
    });
  });
});

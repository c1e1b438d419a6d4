import type { Container as RawContainer } from 'kubernetes-types/core/v1.d.ts';
import { describe, expect, it } from 'vitest';
import { usagePods } from '#lib/checks/usage/pods.ts';
import { toPodMetrics } from '#lib/cluster/sources/pod-metrics.ts';
import { type Pod, toPod } from '#lib/cluster/sources/pods.ts';
import { minutesAgo, observe } from '../../support/observe.ts';

const owner = { kind: 'Deployment', namespace: 'shop', name: 'cart' };

function pod(
  name: string,
  resources: RawContainer['resources'] = {},
  { phase = 'Running', createdAt = minutesAgo(90), deletionAt = '' } = {},
) {
  const controller = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'cart-6f', uid: 'u', controller: true };
  return toPod({
    metadata: {
      name,
      namespace: 'shop',
      creationTimestamp: createdAt,
      ...(deletionAt && { deletionTimestamp: deletionAt }),
      labels: { 'pod-template-hash': '6f' },
      ownerReferences: [controller],
    },
    spec: { containers: [{ name: 'app', resources }] },
    status: { phase },
  });
}

function metrics(name: string, cpu: string, memory: string, container = 'app') {
  return toPodMetrics({
    metadata: { name, namespace: 'shop' },
    containers: [{ name: container, usage: { cpu, memory } }],
  });
}

function judge(items: readonly Pod[], podMetrics: ReturnType<typeof metrics>[], isComplete = true) {
  return observe(usagePods, { pods: { items, isComplete, total: isComplete ? items.length : 9000 }, podMetrics });
}

describe('usage of containers', () => {
  it.each<[string, RawContainer['resources'], string, string]>([
    ['at 90 % of the memory limit', { limits: { memory: '100Mi' } }, '1m', '90Mi'],
    ['without limits and requests', {}, '7', '60Gi'],
    ['far above a small memory request', { requests: { memory: '64Mi' } }, '1m', '300Mi'],
    ['below the CPU limit', { limits: { cpu: '500m' } }, '475m', '1Mi'],
    ['with a limit that is no quantity', { limits: { memory: 'much', cpu: '' } }, '7', '60Gi'],
  ])('%s: quiet', (_, resources, cpu, memory) => {
    expect(judge([pod('cart-0', resources)], [metrics('cart-0', cpu, memory)])).toEqual({
      observations: [],
      conclusion: { examined: 1 },
    });
  });

  it.each<[string, RawContainer['resources'], string, string, object]>([
    [
      'near the memory limit',
      { limits: { memory: '512Mi' }, requests: { memory: '128Mi' } },
      '1m',
      '492Mi',
      {
        discriminator: 'app/memory-limit',
        severity: 'warning',
        message: 'Pod shop/cart-0: container app uses 492 MiB of 512 MiB (96 %) of its memory limit',
        evidence: {
          container: 'app',
          usedBytes: 492 * 1024 ** 2,
          limitBytes: 512 * 1024 ** 2,
          requestBytes: 128 * 1024 ** 2,
        },
      },
    ],
    [
      'far above the memory request',
      { requests: { memory: '512Mi' } },
      '1m',
      '1.5Gi',
      {
        discriminator: 'app/memory-request',
        severity: 'info',
        message: 'Pod shop/cart-0: container app uses 1.5 GiB of 512 MiB (300 %) of its memory request',
        evidence: { container: 'app', usedBytes: 1.5 * 1024 ** 3, limitBytes: 0, requestBytes: 512 * 1024 ** 2 },
      },
    ],
    [
      'at the CPU limit',
      { limits: { cpu: '500m' } },
      '498m',
      '1Mi',
      {
        discriminator: 'app/cpu-limit',
        severity: 'info',
        message: 'Pod shop/cart-0: container app uses 0.50 of 0.50 cores (99 %) of its CPU limit and is throttled',
        evidence: { container: 'app', usedMillicores: 498, limitMillicores: 500 },
      },
    ],
  ])('%s', (_, resources, cpu, memory, expected) => {
    const { observations } = judge([pod('cart-0', resources)], [metrics('cart-0', cpu, memory)]);
    expect(observations).toEqual([
      {
        subject: { kind: 'Pod', namespace: 'shop', name: 'cart-0' },
        owner,
        ...expected,
        remediation: expect.any(Array),
      },
    ]);
  });

  it('of pods that have ended or are ending, and of containers that the pod no longer has, is not compared', () => {
    const full = { limits: { memory: '100Mi' } };
    const items = [
      pod('a', full, { phase: 'Succeeded' }),
      pod('b', full, { deletionAt: minutesAgo(1) }),
      pod('c', full),
    ];
    const found = judge(items, [
      metrics('a', '1', '99Mi'),
      metrics('b', '1', '99Mi'),
      metrics('c', '1', '99Mi', 'debugger'),
    ]);
    expect(found).toEqual({ observations: [], conclusion: { examined: 1 } });
  });
});

describe('what the verdict covers', () => {
  it('names running pods without figures, the young ones left out', () => {
    const items = ['a', 'b', 'c', 'd', 'e']
      .map((name) => pod(name))
      .concat(pod('young', {}, { createdAt: minutesAgo(1) }));
    const { conclusion } = judge(items, [metrics('a', '1', '1Mi')]);
    expect(conclusion).toEqual({
      examined: 1,
      note: 'the metrics API has no figures for 4 running pods (shop/b, shop/c, shop/d, ...)',
    });
  });

  it('says which pods of a large cluster were compared', () => {
    const { conclusion } = judge([pod('a')], [metrics('a', '1', '1Mi')], false);
    expect(conclusion).toEqual({
      examined: 1,
      note: 'compared 1 of 9000 pods: those of the configured namespaces and those that look unhealthy',
    });
  });

  it('is unknown, not passed, without figures for any running pod', () => {
    expect(judge([pod('a'), pod('b')], [])).toEqual({
      observations: [],
      conclusion: { unknown: 'the metrics API has no figures for any of 2 running pods' },
    });
  });
});

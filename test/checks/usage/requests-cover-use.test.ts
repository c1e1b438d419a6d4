import { describe, expect, it } from 'vitest';
import { usageRequestsCoverUse } from '#lib/checks/usage/requests-cover-use.ts';
import { toNodeMetrics } from '#lib/cluster/sources/node-metrics.ts';
import { toPodMetrics } from '#lib/cluster/sources/pod-metrics.ts';
import { observe } from '../../support/observe.ts';
import { node, pod } from '../capacity/build-cluster.ts';

function look(request: Record<string, string>, used: string, ofNode = '1') {
  return observe(usageRequestsCoverUse, {
    podSpecs: [pod('web-0', { on: 'a', requests: request })],
    podMetrics: [
      toPodMetrics({
        metadata: { name: 'web-0', namespace: 'shop' },
        containers: [{ name: 'app', usage: { cpu: used } }],
      }),
    ],
    nodes: [node('a')],
    nodeMetrics: [toNodeMetrics({ metadata: { name: 'a' }, usage: { cpu: ofNode } })],
  });
}

const head = 'Pod shop/web-0: container app uses 1.60 of 0.50 cores (320 %) of its CPU request';

describe('CPU above the request', () => {
  it.each<[string, Record<string, string>, string, string]>([
    ['twice the request: quiet', { cpu: '500m' }, '1', '4'],
    ['much more of very little: quiet', { cpu: '50m' }, '299m', '4'],
    ['no request: quiet', {}, '4', '4'],
  ])('%s', (_, request, used, ofNode) => {
    expect(look(request, used, ofNode)).toEqual({ observations: [], conclusion: 1 });
  });

  it.each([
    ['1', 'info', head],
    ['3.2', 'info', head],
    ['3.3', 'warning', `${head}, on node a, which is busy: it gets less than it could use`],
  ])('on a node that uses %s of 4 CPU: %s', (ofNode, severity, message) => {
    expect(look({ cpu: '500m' }, '1600m', ofNode).observations).toMatchObject([
      {
        subject: { kind: 'Pod', namespace: 'shop', name: 'web-0' },
        owner: { kind: 'StatefulSet', namespace: 'shop', name: 'web' },
        discriminator: 'app',
        severity,
        message,
        evidence: { container: 'app', usedMillicores: 1600, requestMillicores: 500 },
      },
    ]);
  });

  it('is not known without figures', () => {
    const data = { podSpecs: [pod('web-0', { on: 'a' })], podMetrics: [], nodes: [], nodeMetrics: [] };
    expect(observe(usageRequestsCoverUse, data).conclusion).toEqual({
      unknown: 'the metrics API has no figures for any of 1 running pods',
    });
  });
});

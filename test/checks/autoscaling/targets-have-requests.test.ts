import { describe, expect, it } from 'vitest';
import { autoscalingTargetsHaveRequests } from '#lib/checks/autoscaling/targets-have-requests.ts';
import type { Autoscaler } from '#lib/cluster/sources/autoscalers.ts';
import type { PodSpec } from '#lib/cluster/sources/pod-specs.ts';
import { observe } from '../../support/observe.ts';
import { pod } from '../capacity/build-cluster.ts';
import { autoscaler, cpu } from './build-autoscaler.ts';

const found = [
  'Autoscaler shop/web measures cpu in percent of the request, and container app of Deployment web requests none',
];

function look(podSpecs: PodSpec[], target: Autoscaler = autoscaler()): string[] {
  const { observations, conclusion } = observe(autoscalingTargetsHaveRequests, { autoscalers: [target], podSpecs });
  expect(conclusion).toBe(1);
  return observations.map(({ message }) => message);
}

/** A pod of Deployment web. */
function web(options: Parameters<typeof pod>[1] = {}): PodSpec {
  return { ...pod('web-0', { on: 'a', ...options }), owner: { kind: 'Deployment', namespace: 'shop', name: 'web' } };
}

function ofContainer(container: string): Autoscaler {
  const { resource } = cpu;
  return autoscaler([], { metrics: [{ type: 'ContainerResource', containerResource: { ...resource, container } }] });
}

describe('what is measured in percent of the request', () => {
  it.each<[string, string[], string[]]>([
    ['has a request', look([web({ requests: { cpu: '1' } })]), []],
    ['has none', look([web()]), found],
    ['is one of several pods', look([web({ requests: { cpu: '1' } }), web()]), found],
    ['has one for the pod as a whole', look([web({ spec: { resources: { requests: { cpu: '1' } } } })]), []],
    ['is of a pod that has ended', look([web({ phase: 'Succeeded' })]), []],
    ['is of another workload', look([pod('web-0', { on: 'a' })]), []],
    ['is the named container', look([web()], ofContainer('app')), found],
    ['is another container', look([web()], ofContainer('proxy')), []],
    [
      'is an amount, not a percentage',
      look(
        [web()],
        autoscaler([], {
          metrics: [
            { type: 'Resource', resource: { name: 'cpu', target: { type: 'AverageValue', averageValue: '1' } } },
          ],
        }),
      ),
      [],
    ],
  ])('%s', (_, messages, expected) => {
    expect(messages).toEqual(expected);
  });

  it('includes sidecars, not init containers', () => {
    const init = { name: 'migrate', resources: {} };
    const proxy = { name: 'proxy', restartPolicy: 'Always', resources: {} };
    const requests = { cpu: '1' };
    expect(look([web({ requests, spec: { initContainers: [init] } })])).toEqual([]);
    expect(look([web({ requests, spec: { initContainers: [proxy] } })])).toEqual([
      'Autoscaler shop/web measures cpu in percent of the request, and container proxy of Deployment web requests none',
    ]);
  });

  it('is left to the autoscaler that says so itself', () => {
    const message = 'failed to get cpu utilization: missing request for cpu in container app of Pod web-0';
    const condition = { type: 'ScalingActive', status: 'False', reason: 'FailedGetResourceMetric', message };
    expect(look([web()], autoscaler([condition]))).toEqual([]);
    expect(look([web()], autoscaler([{ ...condition, message: 'no metrics' }]))).toEqual(found);
  });
});

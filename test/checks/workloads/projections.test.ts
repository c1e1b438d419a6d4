import { describe, expect, it } from 'vitest';
import { toDaemonSet } from '#lib/cluster/sources/daemon-sets.ts';
import { toDeployment } from '#lib/cluster/sources/deployments.ts';
import { toEndpointSlice } from '#lib/cluster/sources/endpoint-slices.ts';
import { toNodeMetrics } from '#lib/cluster/sources/node-metrics.ts';
import { toPodMetrics } from '#lib/cluster/sources/pod-metrics.ts';
import { toService } from '#lib/cluster/sources/services.ts';
import { toStatefulSet } from '#lib/cluster/sources/stateful-sets.ts';

/** Objects as JSON, of which an API server prints more and less than the types say. */
function raw<Raw>(project: (raw: Raw) => unknown, json: object): unknown {
  return project(json as Raw);
}

const metadata = { namespace: 'shop', name: 'db', generation: 3 };

describe('a projection', () => {
  it.each<[string, unknown, object]>([
    ['Service', raw(toService, {}), { name: '', type: 'ClusterIP', selector: null, ports: [] }],
    [
      'EndpointSlice',
      raw(toEndpointSlice, { endpoints: null }),
      { service: '', ready: 0, unready: [], changedAt: null },
    ],
    [
      'Deployment',
      raw(toDeployment, {}),
      { desired: 1, current: 0, available: 0, isObserved: true, podLabels: {}, portNames: [] },
    ],
    ['StatefulSet', raw(toStatefulSet, {}), { desired: 1, current: 0, updated: 0, rolloutTarget: 0 }],
    ['DaemonSet', raw(toDaemonSet, {}), { desired: 0, rolloutTarget: 0 }],
    ['NodeMetrics', raw(toNodeMetrics, {}), { name: '', measuredAt: null, cpuMillis: 0, memoryBytes: 0 }],
    ['PodMetrics', raw(toPodMetrics, { containers: null }), { name: '', containers: [] }],
  ])('makes do with an empty %s', (_, projected, expected) => {
    expect(projected).toMatchObject(expected);
  });

  it('of an EndpointSlice counts as ready what does not say, and leaves out what is terminating', () => {
    const endpoints = [
      { addresses: ['10.0.0.1'] },
      { addresses: ['10.0.0.2'], conditions: { ready: false } },
      { addresses: ['10.0.0.3'], conditions: { ready: false }, targetRef: { name: 'db-2' } },
      { addresses: ['10.0.0.4'], conditions: { ready: false, serving: true, terminating: true } },
    ];
    expect(raw(toEndpointSlice, { metadata, endpoints })).toMatchObject({ ready: 1, unready: ['10.0.0.2', 'db-2'] });
  });

  it('of a Service has the port as target port where it does not say', () => {
    const ports = [{ port: 80 }, { name: 'admin', port: 81, targetPort: 'http' }];
    expect(raw(toService, { metadata, spec: { ports } })).toMatchObject({
      ports: [
        { name: '', port: 80, targetPort: 80 },
        { name: 'admin', port: 81, targetPort: 'http' },
      ],
    });
  });

  it.each<[string, object, object, object]>([
    ['halfway', {}, {}, { updated: 1, rolloutTarget: 3 }],
    ['with a partition', { updateStrategy: { rollingUpdate: { partition: 2 } } }, {}, { updated: 1, rolloutTarget: 1 }],
    ['with OnDelete', { updateStrategy: { type: 'OnDelete' } }, {}, { rolloutTarget: 0 }],
    ['that is done', {}, { updateRevision: 'a' }, { updated: 3, rolloutTarget: 0 }],
    ['not seen by its controller', {}, { observedGeneration: 2 }, { isObserved: false }],
    ['before availableReplicas was', {}, { readyReplicas: 2 }, { available: 2 }],
  ])('of a StatefulSet %s', (_, spec, status, expected) => {
    const rollout = {
      observedGeneration: 3,
      replicas: 3,
      updatedReplicas: 1,
      currentRevision: 'a',
      updateRevision: 'b',
    };
    const projected = raw(toStatefulSet, {
      metadata,
      spec: { replicas: 3, ...spec },
      status: { ...rollout, ...status },
    });
    expect(projected).toMatchObject(expected);
  });

  it('of a workload has the port names of containers and sidecars', () => {
    const container = (name: string) => ({ name, ports: [{ name, containerPort: 1 }, { containerPort: 2 }] });
    const template = { spec: { containers: [container('app')], initContainers: [container('proxy')] } };
    expect(raw(toDeployment, { metadata, spec: { template } })).toMatchObject({ portNames: ['app', 'proxy'] });
  });
});

import { describe, expect, test } from 'vitest';
import { age } from '#lib/cluster/embedded/age.ts';
import type { KubeObject } from '#lib/cluster/embedded/snapshot.ts';
import { asking, podOf } from './support/serving.ts';

const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';
const meta = { name: 'x', namespace: 'shop', creationTimestamp: '2026-03-01T07:00:00Z' };

test.each<[string, string, Partial<KubeObject>, unknown[]]>([
  [
    'a node that is cordoned and not ready',
    '/api/v1/nodes',
    {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { ...meta, labels: { 'node-role.kubernetes.io/worker': '', 'node-role.kubernetes.io/gpu': '' } },
      spec: { unschedulable: true },
      status: {
        conditions: [{ type: 'Ready', status: 'Unknown' }],
        addresses: [{ type: 'InternalIP', address: '10.0.1.7' }],
        nodeInfo: { kubeletVersion: 'v1.35.1', osImage: 'AL2023', kernelVersion: '6.12' },
      },
    },
    'x NotReady,SchedulingDisabled gpu,worker 24h v1.35.1 10.0.1.7 <none> AL2023 6.12 <unknown>'.split(' '),
  ],
  [
    'a load balancer without an address',
    '/api/v1/services',
    {
      apiVersion: 'v1',
      kind: 'Service',
      spec: {
        type: 'LoadBalancer',
        clusterIP: '10.1.0.1',
        ports: [{ port: 80, nodePort: 30080 }],
        selector: { app: 'web' },
      },
    },
    ['x', 'LoadBalancer', '10.1.0.1', '<pending>', '80:30080/TCP', '24h', 'app=web'],
  ],
  [
    'an external name',
    '/api/v1/services',
    { apiVersion: 'v1', kind: 'Service', spec: { type: 'ExternalName', externalName: 'rates.example' } },
    ['x', 'ExternalName', '<none>', 'rates.example', '<none>', '24h', '<none>'],
  ],
  [
    'a deployment',
    '/apis/apps/v1/deployments',
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      spec: {
        replicas: 3,
        selector: { matchLabels: { b: '2', a: '1' } },
        template: {
          spec: {
            containers: [
              { name: 'app', image: 'app:1' },
              { name: 'log', image: 'log:2' },
            ],
          },
        },
      },
      status: { readyReplicas: 2, updatedReplicas: 1, availableReplicas: 2 },
    },
    ['x', '2/3', 1, 2, '24h', 'app,log', 'app:1,log:2', 'a=1,b=2'],
  ],
  [
    'a job that runs',
    '/apis/batch/v1/jobs',
    { apiVersion: 'batch/v1', kind: 'Job', spec: { parallelism: 2 }, status: { startTime: '2026-03-02T06:50:30Z' } },
    ['x', 'Running', '0/1 of 2', '9m30s', '24h', '', '', '<none>'],
  ],
  [
    'an event that is repeated',
    '/api/v1/events',
    {
      apiVersion: 'v1',
      kind: 'Event',
      involvedObject: { kind: 'Pod', name: 'p' },
      type: 'Warning',
      reason: 'BackOff',
      message: 'Back-off restarting\n',
      lastTimestamp: '2026-03-02T06:30:00Z',
      series: { count: 12, lastObservedTime: '2026-03-02T06:58:00Z' },
    },
    ['2m', 'Warning', 'BackOff', 'pod/p', 'Back-off restarting', 12, 'x'],
  ],
  ['any other kind', '/api/v1/configmaps', { apiVersion: 'v1', kind: 'ConfigMap' }, ['x', '24h']],
])('the table row of %s', async (_, path, object, cells) => {
  const ask = await asking({ objects: [{ metadata: meta, ...object } as KubeObject] });
  const { body } = await ask(path, { headers: { accept } });
  expect(body.kind).toBe('Table');
  expect(body.rows[0]?.cells).toEqual(cells);
});

describe('a row carries', () => {
  const pod = podOf('shop', 'p');
  const metadata = { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: pod.metadata };
  test.each([
    ['', metadata],
    ['?includeObject=Metadata', metadata],
    ['?includeObject=None', null],
    ['?includeObject=Object', pod],
  ])('with "%s"', async (query, expected) => {
    const ask = await asking({ objects: [pod] });
    const { body } = await ask(`/api/v1/pods${query}`, { headers: { accept } });
    expect(body.rows[0]?.object).toEqual(expected);
  });
});

test('a client that asks for metadata only gets that', async () => {
  const ask = await asking({ objects: [podOf('shop', 'p')] });
  const headers = { accept: 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1' };
  const { body } = await ask('/api/v1/pods', { headers });
  expect(body.kind).toBe('PartialObjectMetadataList');
  expect(Object.keys(body.items[0] ?? {})).toEqual(['kind', 'apiVersion', 'metadata']);
});

test('a client that asks for a table of a version that is gone gets the next thing it takes', async () => {
  const ask = await asking({ objects: [] });
  const headers = { accept: 'application/json;as=Table;v=v1beta1;g=meta.k8s.io, application/json' };
  const { body } = await ask('/api/v1/pods', { headers });
  expect(body.kind).toBe('PodList');
});

describe('an age in a table', () => {
  test.each([
    [0, '0s'],
    [-1, '0s'],
    [-2, '<invalid>'],
    [119, '119s'],
    [120, '2m'],
    [599, '9m59s'],
    [600, '10m'],
    [3 * 3600 - 1, '179m'],
    [3 * 3600, '3h'],
    [3 * 3600 + 60, '3h1m'],
    [8 * 3600 + 120, '8h'],
    [47 * 3600, '47h'],
    [48 * 3600, '2d'],
    [50 * 3600, '2d2h'],
    [8 * 86_400, '8d'],
    [729 * 86_400, '729d'],
    [730 * 86_400, '2y'],
    [731 * 86_400, '2y1d'],
    [8 * 365 * 86_400, '8y'],
  ])('of %i seconds is %s', (seconds, expected) => {
    const now = new Date('2026-03-02T07:00:00Z');
    expect(age(new Date(now.getTime() - seconds * 1000).toISOString(), now)).toBe(expected);
  });

  test('of an unknown time', () => {
    expect(age(undefined, new Date(0))).toBe('<unknown>');
  });
});

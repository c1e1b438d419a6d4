import type { PodSpec as RawSpec } from 'kubernetes-types/core/v1.d.ts';
import { describe, expect, it } from 'vitest';
import { loseNodes } from '#lib/checks/capacity/lose-nodes.ts';
import { indexStorage } from '#lib/checks/capacity/node-rules.ts';
import type { Node } from '#lib/cluster/sources/nodes.ts';
import type { PodSpec } from '#lib/cluster/sources/pod-specs.ts';
import { toVolume, toVolumeClaim } from '#lib/cluster/sources/volumes.ts';
import { hostname, node, pod, zoneLabel } from './build-cluster.ts';

const claims = ['bound-to-a', 'unbound', 'of-a-lost-volume'].map((name) =>
  toVolumeClaim({
    metadata: { name, namespace: 'shop' },
    spec: name === 'unbound' ? {} : { volumeName: name === 'bound-to-a' ? 'pv-a' : 'gone' },
  }),
);
const inZoneA = { matchExpressions: [{ key: zoneLabel, operator: 'In', values: ['a'] }] };
const volumes = [
  toVolume({ metadata: { name: 'pv-a' }, spec: { nodeAffinity: { required: { nodeSelectorTerms: [inZoneA] } } } }),
];

/** Where the pods of node `lost` go, by name; `null` for none. */
function lose(nodes: readonly Node[], pods: readonly PodSpec[]): Record<string, string | null> {
  const state = { nodes, pods, storage: indexStorage(claims, volumes) };
  const { placed, unplaced } = loseNodes(state, new Set(nodes.filter(({ name }) => name === 'lost')));
  return Object.fromEntries([
    ...[...placed].map(([one, on]) => [one.name, on.name]),
    ...unplaced.map((one) => [one.name, null]),
  ]);
}

const required = <T>(terms: T) => ({ requiredDuringSchedulingIgnoredDuringExecution: terms });
const app = (name: string) => ({ matchLabels: { app: name } });
const claim = (claimName: string): Partial<RawSpec> => ({
  volumes: [{ name: 'data', persistentVolumeClaim: { claimName } }],
});
const port = (hostIP?: string): Partial<RawSpec> => ({
  containers: [{ name: 'app', ports: [{ containerPort: 80, hostPort: 80, ...(hostIP && { hostIP }) }] }],
});
const taint = { taints: [{ key: 'gpu', value: 'a10', effect: 'NoSchedule' }] };

describe('a node is lost, and one is left', () => {
  it.each<[string, Parameters<typeof node>[1], Partial<RawSpec>, 'left' | null]>([
    ['with room: it goes there', {}, {}, 'left'],
    ['without CPU', { allocatable: { cpu: '900m' } }, {}, null],
    ['without memory', { allocatable: { memory: '1Mi' } }, {}, null],
    ['without places for pods', { allocatable: { pods: '0' } }, {}, null],
    ['not Ready', { ready: 'Unknown' }, {}, null],
    ['cordoned', { spec: { unschedulable: true } }, {}, null],
    ['cordoned and tolerated', { spec: { unschedulable: true } }, { tolerations: [{ operator: 'Exists' }] }, 'left'],
    ['tainted', { spec: taint }, {}, null],
    [
      'tainted with what is preferred only',
      { spec: { taints: [{ key: 'x', effect: 'PreferNoSchedule' }] } },
      {},
      'left',
    ],
    ['tainted and tolerated', { spec: taint }, { tolerations: [{ key: 'gpu', value: 'a10' }] }, 'left'],
    ['tainted with another value', { spec: taint }, { tolerations: [{ key: 'gpu', value: 'l4' }] }, null],
    [
      'tainted with another effect',
      { spec: taint },
      { tolerations: [{ key: 'gpu', operator: 'Exists', effect: 'NoExecute' }] },
      null,
    ],
    ['not selected', {}, { nodeSelector: { disk: 'ssd' } }, null],
    ['selected', { labels: { disk: 'ssd' } }, { nodeSelector: { disk: 'ssd' } }, 'left'],
    [
      'not in the required zone',
      { zone: 'b' },
      { affinity: { nodeAffinity: required({ nodeSelectorTerms: [inZoneA] }) } },
      null,
    ],
    [
      'a required term without requirements',
      {},
      { affinity: { nodeAffinity: required({ nodeSelectorTerms: [{}] }) } },
      null,
    ],
    [
      'newer than a generation',
      { labels: { generation: '7' } },
      {
        affinity: {
          nodeAffinity: required({
            nodeSelectorTerms: [{ matchExpressions: [{ key: 'generation', operator: 'Gt', values: ['6'] }] }],
          }),
        },
      },
      'left',
    ],
    [
      'not the named node',
      {},
      {
        affinity: {
          nodeAffinity: required({
            nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['lost'] }] }],
          }),
        },
      },
      null,
    ],
    ['its volume in the same zone', {}, claim('bound-to-a'), 'left'],
    ['its volume in another zone', { zone: 'b' }, claim('bound-to-a'), null],
    ['its volume not made yet', { zone: 'b' }, claim('unbound'), 'left'],
    ['its volume gone', {}, claim('of-a-lost-volume'), null],
    ['its claim gone', {}, claim('no-such-claim'), null],
    ['a device claimed', {}, { resourceClaims: [{ name: 'gpu' }] }, null],
  ])('%s', (_, left, spec, expected) => {
    const one = pod('web-0', { on: 'lost', requests: { cpu: '1', memory: '1Gi' }, spec });
    expect(lose([node('lost'), node('left', left)], [one])).toEqual({ 'web-0': expected });
  });

  it.each<[string, Partial<RawSpec>, Partial<RawSpec>, string | null]>([
    ['a host port that is taken', port(), port(), null],
    ['a host port on another address', port('10.0.0.1'), port('10.0.0.2'), 'left'],
    ['a host port on all addresses', port(), port('10.0.0.2'), null],
  ])('%s', (_, ours, theirs, expected) => {
    const pods = [pod('web-0', { on: 'lost', spec: ours }), pod('edge-0', { on: 'left', spec: theirs })];
    expect(lose([node('lost'), node('left')], pods)).toEqual({ 'web-0': expected });
  });

  it('what other pods hold is not free, be they ending or waiting to start', () => {
    const pods = [
      pod('web-0', { on: 'lost', requests: { cpu: '2' } }),
      pod('old-0', { on: 'left', requests: { cpu: '2' }, deletionAt: '2026-03-02T06:00:00Z' }),
      pod('new-0', { on: 'left', requests: { cpu: '1' }, phase: 'Pending' }),
      pod('done-0', { on: 'left', requests: { cpu: '4' }, phase: 'Succeeded' }),
    ];
    expect(lose([node('lost'), node('left')], pods)).toEqual({ 'web-0': null });
    expect(lose([node('lost'), node('left')], pods.slice(0, 2))).toEqual({ 'web-0': 'left' });
  });

  it('pods of DaemonSets, of the kubelet, ending, ended or without a node need no place', () => {
    const pods = [
      pod('agent-0', { on: 'lost', controller: 'DaemonSet' }),
      pod('proxy-0', { on: 'lost', controller: 'Node' }),
      pod('old-0', { on: 'lost', deletionAt: '2026-03-02T06:00:00Z' }),
      pod('done-0', { on: 'lost', phase: 'Failed' }),
      pod('new-0', { phase: 'Pending' }),
    ];
    expect(lose([node('lost'), node('left')], pods)).toEqual({});
  });

  it('places the large ones first', () => {
    const pods = ['1', '3'].map((cpu) => pod(`web-${cpu}`, { on: 'lost', requests: { cpu } }));
    const nodes = [node('lost'), node('b', { allocatable: { cpu: '3' } }), node('c', { allocatable: { cpu: '1' } })];
    expect(lose(nodes, pods)).toEqual({ 'web-3': 'b', 'web-1': 'c' });
  });
});

describe('company', () => {
  const apart = { affinity: { podAntiAffinity: required([{ topologyKey: hostname, labelSelector: app('web') }]) } };
  const near = { affinity: { podAffinity: required([{ topologyKey: zoneLabel, labelSelector: app('db') }]) } };
  const nearOwn = { affinity: { podAffinity: required([{ topologyKey: zoneLabel, labelSelector: app('web') }]) } };

  it('that a pod avoids keeps it off', () => {
    const pods = [pod('web-0', { on: 'lost', spec: apart }), pod('web-1', { on: 'b' })];
    expect(lose([node('lost'), node('b'), node('c')], pods)).toEqual({ 'web-0': 'c' });
    expect(lose([node('lost'), node('b')], pods)).toEqual({ 'web-0': null });
  });

  it('that avoids the pod keeps it off too', () => {
    const pods = [pod('web-0', { on: 'lost' }), pod('shy-0', { on: 'b', spec: apart })];
    expect(lose([node('lost'), node('b')], pods)).toEqual({ 'web-0': null });
  });

  it('of two that are lost together counts', () => {
    const pods = [pod('web-0', { on: 'lost', spec: apart }), pod('web-1', { on: 'lost', spec: apart })];
    expect(lose([node('lost'), node('b')], pods)).toEqual({ 'web-0': 'b', 'web-1': null });
  });

  it('that a pod seeks is followed, also when it is placed later', () => {
    const pods = [
      pod('web-0', { on: 'lost', requests: { cpu: '2' }, spec: near }),
      pod('db-0', { on: 'lost', requests: { cpu: '1' }, spec: { nodeSelector: { [zoneLabel]: 'c' } } }),
    ];
    const nodes = [node('lost'), node('b', { zone: 'b' }), node('c', { zone: 'c' })];
    expect(lose(nodes, pods)).toEqual({ 'web-0': 'c', 'db-0': 'c' });
    expect(lose(nodes, pods.slice(0, 1))).toEqual({ 'web-0': null });
  });

  it('of its own kind: the first may begin anywhere', () => {
    expect(lose([node('lost'), node('b')], [pod('web-0', { on: 'lost', spec: nearOwn })])).toEqual({ 'web-0': 'b' });
  });

  it('in other namespaces is told by their names', () => {
    const term = { topologyKey: hostname, labelSelector: app('web'), namespaces: ['elsewhere'] };
    const pods = [
      pod('web-0', { on: 'lost', spec: { affinity: { podAntiAffinity: required([term]) } } }),
      pod('web-1', { on: 'b' }),
    ];
    expect(lose([node('lost'), node('b')], pods)).toEqual({ 'web-0': 'b' });
  });

  it('is spread as the constraint says', () => {
    const spread = (maxSkew: number) => ({
      topologySpreadConstraints: [
        { maxSkew, topologyKey: zoneLabel, whenUnsatisfiable: 'DoNotSchedule' as const, labelSelector: app('web') },
      ],
    });
    const nodes = [node('lost'), node('b', { zone: 'b' }), node('c', { zone: 'c', allocatable: { cpu: '0' } })];
    const pods = (maxSkew: number) => [
      pod('web-0', { on: 'lost', requests: { cpu: '1' }, spec: spread(maxSkew) }),
      pod('web-1', { on: 'b', spec: spread(maxSkew) }),
    ];
    expect(lose(nodes, pods(1))).toEqual({ 'web-0': null });
    expect(lose(nodes, pods(2))).toEqual({ 'web-0': 'b' });
  });
});

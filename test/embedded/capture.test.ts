import { expect, test } from 'vitest';
import { connectCluster } from '#lib/cluster/connection.ts';
import { captureSnapshot } from '#lib/cluster/embedded/capture.ts';
import { capturePermissions } from '#lib/cluster/embedded/capture-reads.ts';
import { loadSnapshot } from '#lib/cluster/embedded/load-snapshot.ts';
import type { KubeObject, ServiceAnswer } from '#lib/cluster/embedded/snapshot.ts';
import { capturing, shopConfig } from './support/capturing.ts';
import { folderOf } from './support/files.ts';
import { podOf, serving } from './support/serving.ts';

const web = { namespace: 'shop', service: 'web', port: 8080, scheme: 'http' } as const;
const answer = { status: 200, headers: { 'content-type': 'text/plain' }, body: 'up', delayMs: 0, unreachable: false };
const health: ServiceAnswer = { ...web, ...answer, path: '/health' };
const nodeMetrics: KubeObject = {
  apiVersion: 'metrics.k8s.io/v1beta1',
  kind: 'NodeMetrics',
  metadata: { name: 'n' },
  usage: { cpu: '1' },
};
const deployment: KubeObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop' },
};

test('what is captured loads as the snapshot that it was', async () => {
  const objects = [podOf('shop', 'a'), podOf('shop', 'b'), deployment, nodeMetrics];
  const { summary, files } = await capturing({ objects, serviceAnswers: [health] });
  expect(Object.keys(files)).toEqual([
    'pods.json',
    'deployments.json',
    'node-metrics.json',
    'http-answers.json',
    'snapshot.json',
  ]);
  expect(summary).toEqual({ objects: 4, answers: 11, denied: [], absent: [], unavailable: [] });
  const loaded = await loadSnapshot(await folderOf(files));
  expect(loaded).toMatchObject({
    clusterName: 'shop-production',
    takenAt: new Date('2026-03-02T07:05:00Z'),
    serverVersion: { major: '1', minor: '35', gitVersion: 'v1.35.1' },
    denied: [],
    problems: [],
  });
  expect(loaded.objects).toHaveLength(4);
  expect(loaded.objects).toEqual(expect.arrayContaining(objects));
  expect(loaded.serviceAnswers).toContainEqual(health);
});

test('the services of the configuration are asked as the checks ask them', async () => {
  const { files } = await capturing({});
  const { answers }: { answers: ServiceAnswer[] } = JSON.parse(files['http-answers.json'] ?? '');
  expect(
    answers.map(({ namespace, scheme, service, port, path }) => `${namespace} ${scheme}:${service}:${port}${path}`),
  ).toEqual([
    'shop http:web:8080/health',
    'monitoring https:prometheus:9090/-/ready',
    'monitoring https:prometheus:9090/api/v1/targets?state=active',
    'monitoring https:prometheus:9090/api/v1/rules',
    'monitoring https:prometheus:9090/api/v1/alerts',
    'monitoring https:prometheus:9090/api/v1/status/buildinfo',
    'monitoring https:prometheus:9090/api/v1/status/runtimeinfo',
    'monitoring http:alertmanager:9093/am/-/ready',
    'monitoring http:alertmanager:9093/am/api/v2/status',
    'monitoring http:alertmanager:9093/am/api/v2/alerts',
    'monitoring http:alertmanager:9093/am/api/v2/silences',
  ]);
});

test('a replay is as blind as the capture was', async () => {
  const denied = [
    { verb: 'list', group: '', resource: 'secrets' },
    { verb: 'get', group: '', resource: 'services/proxy', namespace: 'monitoring', name: 'https:prometheus:9090' },
  ];
  const { summary, files } = await capturing({
    objects: [podOf('shop', 'a')],
    denied,
    absent: ['autoscaling/v2'],
    unavailable: ['metrics.k8s.io/v1beta1'],
  });
  const blind = { denied, absent: ['autoscaling/v2'], unavailable: ['metrics.k8s.io/v1beta1'] };
  expect(summary).toMatchObject({ ...blind, answers: 5 });
  expect(await loadSnapshot(await folderOf(files))).toMatchObject(blind);
});

test('a core kind that cannot be read ends the capture: it would be missed without a word', async () => {
  const connection = connectCluster({ url: await serving({ unavailable: ['v1'] }) });
  const capture = captureSnapshot(connection.api({ requests: 0, bytes: 0, items: 0 }), shopConfig, async () => {}, {
    now: new Date(0),
  });
  await expect(capture).rejects.toMatchObject({ name: 'ReadError', failure: 'failed' });
  connection.close();
});

test('its rights are to list, and to ask the services of the configuration', () => {
  const permissions = capturePermissions(shopConfig);
  const lists = permissions.filter(({ verb }) => verb === 'list');
  expect(lists).toContainEqual({ verb: 'list', group: 'apps', resource: 'deployments', namespaces: 'all' });
  expect(lists).toContainEqual({ verb: 'list', group: 'metrics.k8s.io', resource: 'pods', namespaces: 'all' });
  expect(permissions.filter((permission) => !lists.includes(permission))).toEqual([
    { verb: 'get', group: '', resource: 'services/proxy', namespaces: ['shop'], names: ['web:8080'] },
    {
      verb: 'get',
      group: '',
      resource: 'services/proxy',
      namespaces: ['monitoring'],
      names: ['https:prometheus:9090', 'alertmanager:9093'],
    },
  ]);
});

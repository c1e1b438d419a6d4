import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadSnapshot } from '#lib/cluster/embedded/load-snapshot.ts';
import { SnapshotError } from '#lib/cluster/embedded/snapshot.ts';
import { folderOf } from './support/files.ts';

const head = `apiVersion: eks-runbook/v1
kind: Snapshot
takenAt: "2026-03-02T07:00:00Z"
`;
const configMap = (name: string, value: string): string => `apiVersion: v1
kind: ConfigMap
metadata: { name: ${name}, namespace: shop }
data: { key: ${value} }
`;

async function load(text: string, name = 'snapshot.yaml') {
  const folder = await folderOf({ [name]: text });
  return { folder, snapshot: await loadSnapshot(join(folder, name)) };
}

describe('the forms in which objects are printed', () => {
  const pod = { metadata: { name: 'p', namespace: 'shop' } };
  const whole = { apiVersion: 'v1', kind: 'Pod', ...pod };
  const typedList = { apiVersion: 'v1', kind: 'PodList', metadata: { resourceVersion: '7' }, items: [pod] };
  const list = { apiVersion: 'v1', kind: 'List', items: [whole] };
  const documents = `${configMap('a', 'x')}---\n# nothing\n---\n${configMap('b', 'y')}`;
  test.each<[string, string, string, string[]]>([
    ['a list', 'pods.json', JSON.stringify(list), ['Pod p']],
    ['a typed list', 'pods.json', JSON.stringify(typedList), ['Pod p']],
    ['one object', 'pod.json', JSON.stringify(whole), ['Pod p']],
    ['YAML documents', 'all.yaml', documents, ['ConfigMap a', 'ConfigMap b']],
    ['YAML documents with CRLF', 'all.yml', documents.replaceAll('\n', '\r\n'), ['ConfigMap a', 'ConfigMap b']],
  ])('%s', async (_, name, text, objects) => {
    const folder = await folderOf({ 'head.yaml': head, [`deep/${name}`]: text });
    const snapshot = await loadSnapshot(folder);
    expect(snapshot.objects.map(({ apiVersion, kind, metadata }) => `${apiVersion} ${kind} ${metadata.name}`)).toEqual(
      objects.map((object) => `v1 ${object}`),
    );
    expect(snapshot.problems).toEqual([]);
  });
});

test('YAML instants, numbers and words stay what Kubernetes means by them', async () => {
  const { snapshot } = await load(`${head}---
apiVersion: v1
kind: ConfigMap
metadata: { name: c, creationTimestamp: 2026-03-02T06:00:00Z }
data: { yes: yes, count: 10, version: "1.10", none: }
`);
  expect(snapshot.objects[0]).toEqual({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'c', creationTimestamp: '2026-03-02T06:00:00Z' },
    data: { yes: 'yes', count: 10, version: '1.10', none: null },
  });
});

test('logs are PodLog documents or files under logs/', async () => {
  const document = '{ apiVersion: eks-runbook/v1, kind: PodLog, namespace: shop, pod: p, container: app, text: one }';
  const folder = await folderOf({
    'snapshot.yaml': `${head}---\n${document}`,
    'logs/shop/p/proxy.log': 'two',
    'logs/shop/p/proxy.previous.log': 'three',
    'logs/readme.log': 'not a log',
  });
  const common = { namespace: 'shop', pod: 'p' };
  expect((await loadSnapshot(folder)).podLogs).toEqual([
    { ...common, container: 'app', previous: false, text: 'one' },
    { ...common, container: 'proxy', previous: false, text: 'two' },
    { ...common, container: 'proxy', previous: true, text: 'three' },
  ]);
});

test('an answer is text or JSON', async () => {
  const { snapshot } = await load(`${head}---
apiVersion: eks-runbook/v1
kind: HttpAnswers
answers:
  - { namespace: shop, service: web, port: 80, path: /a, body: fine }
  - { namespace: shop, service: web, port: 80, path: /b, status: 500, json: { up: false }, headers: { X-A: b, Content-Type: application/health+json } }
`);
  const common = { namespace: 'shop', service: 'web', port: 80, scheme: 'http', delayMs: 0, unreachable: false };
  expect(snapshot.serviceAnswers).toEqual([
    { ...common, path: '/a', status: 200, body: 'fine', headers: { 'content-type': 'text/plain; charset=utf-8' } },
    {
      ...common,
      path: '/b',
      status: 500,
      body: '{"up":false}',
      headers: { 'content-type': 'application/health+json', 'x-a': 'b' },
    },
  ]);
});

describe('the instant of a snapshot', () => {
  test('is the newest that its objects bear, when it does not say', async () => {
    const { snapshot } = await load(`apiVersion: v1
kind: Pod
metadata: { name: p, creationTimestamp: 2026-03-01T00:00:00Z, deletionTimestamp: 2027-01-01T00:00:00Z }
status: { conditions: [{ type: Ready, lastTransitionTime: 2026-03-02T06:10:00Z }], startTime: 2026-03-01T00:00:01Z }
`);
    expect(snapshot.takenAt).toEqual(new Date('2026-03-02T06:10:00Z'));
  });

  test('must be said when they bear none', async () => {
    await expect(load(configMap('c', 'x'))).rejects.toThrow(/cannot tell when .* was taken: add a Snapshot document/);
  });
});

describe('what cannot be loaded at all', () => {
  test('no such path', async () => {
    await expect(loadSnapshot('no/such/path')).rejects.toThrow(SnapshotError);
    await expect(loadSnapshot('no/such/path')).rejects.toThrow('no snapshot at no/such/path');
  });

  test('a name that is not shipped', async () => {
    await expect(loadSnapshot('nonesuch')).rejects.toThrow('one of the shipped: healthy, example');
  });

  test('a folder without objects', async () => {
    const folder = await folderOf({ 'notes.txt': 'hello', 'broken.json': '{' });
    await expect(loadSnapshot(folder)).rejects.toThrow(/^no Kubernetes object in .*\n.*broken\.json:1: not JSON/);
  });
});

test.each(['healthy', 'example'])('the shipped snapshot %s has no problems', async (name) => {
  expect((await loadSnapshot(name)).problems).toEqual([]);
});

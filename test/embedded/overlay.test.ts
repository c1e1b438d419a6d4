import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadSnapshot } from '#lib/cluster/embedded/load-snapshot.ts';
import { mergePatch } from '#lib/cluster/embedded/overlay.ts';
import { folderOf } from './support/files.ts';

const base = `apiVersion: eks-runbook/v1
kind: Snapshot
takenAt: "2026-03-02T07:00:00Z"
clusterName: base
serverVersion: { major: "1", minor: "35", gitVersion: v1.35.1 }
denied: [{ verb: list, group: "", resource: secrets }]
---
{ apiVersion: v1, kind: Pod, metadata: { name: a, namespace: shop, labels: { app: a, old: x } }, status: { phase: Running } }
---
{ apiVersion: v1, kind: Pod, metadata: { name: b, namespace: shop } }
---
{ apiVersion: v1, kind: Node, metadata: { name: a } }
---
{ apiVersion: eks-runbook/v1, kind: HttpAnswers, answers: [{ namespace: shop, service: web, port: 80, path: /, body: base }] }
---
{ apiVersion: eks-runbook/v1, kind: PodLog, namespace: shop, pod: a, container: app, text: base }
`;

async function loadOver(text: string) {
  const folder = await folderOf({
    'base/all.yaml': base,
    'over.yaml': `apiVersion: eks-runbook/v1\nkind: Snapshot\nbase: base\n${text}`,
  });
  return { file: join(folder, 'over.yaml'), snapshot: await loadSnapshot(join(folder, 'over.yaml')) };
}

test('a snapshot says of itself what it does not take from its base', async () => {
  const { snapshot } = await loadOver('clusterName: over\nabsent: [metrics.k8s.io/v1beta1]\n');
  expect(snapshot).toMatchObject({
    clusterName: 'over',
    takenAt: new Date('2026-03-02T07:00:00Z'),
    serverVersion: { gitVersion: 'v1.35.1' },
    denied: [{ verb: 'list', group: '', resource: 'secrets' }],
    absent: ['metrics.k8s.io/v1beta1'],
    problems: [],
  });
  expect(snapshot.objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
    'Pod a',
    'Pod b',
    'Node a',
  ]);
});

test('an object of the same identity replaces the base’s, whatever its version', async () => {
  const { snapshot } = await loadOver('---\n{ apiVersion: v2, kind: Pod, metadata: { name: a, namespace: shop } }\n');
  expect(snapshot.objects[0]).toEqual({ apiVersion: 'v2', kind: 'Pod', metadata: { name: 'a', namespace: 'shop' } });
  expect(snapshot.objects).toHaveLength(3);
});

test('an answer and a log replace the base’s', async () => {
  const { snapshot } = await loadOver(`---
{ apiVersion: eks-runbook/v1, kind: HttpAnswers, answers: [{ namespace: shop, service: web, port: 80, path: /, body: over }] }
---
{ apiVersion: eks-runbook/v1, kind: PodLog, namespace: shop, pod: a, container: app, text: over }
`);
  expect(snapshot.serviceAnswers.map(({ body }) => body)).toEqual(['over']);
  expect(snapshot.podLogs.map(({ text }) => text)).toEqual(['over']);
});

test('a patch merges into one object and a delete takes one away', async () => {
  const { snapshot } = await loadOver(`patch:
  - { kind: Pod, namespace: shop, name: a, merge: { metadata: { labels: { old: null, new: y } }, status: { phase: Failed } } }
delete:
  - { kind: Pod, namespace: shop, name: b }
`);
  expect(snapshot.objects).toEqual([
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'a', namespace: 'shop', labels: { app: 'a', new: 'y' } },
      status: { phase: 'Failed' },
    },
    { apiVersion: 'v1', kind: 'Node', metadata: { name: 'a' } },
  ]);
});

test('a patch or delete of nothing is a problem', async () => {
  const { file, snapshot } = await loadOver(`patch: [{ kind: Pod, name: a, merge: {} }]
delete: [{ kind: Node, name: z }, { apiVersion: apps/v1, kind: Pod, namespace: shop, name: a }]
`);
  expect(snapshot.problems).toEqual([
    { file, line: 1, message: 'patch of Pod a: no such object' },
    { file, line: 1, message: 'delete of Node z: no such object' },
    { file, line: 1, message: 'delete of Pod shop/a: no such object' },
  ]);
});

test('a base may be a shipped snapshot, by name', async () => {
  const healthy = await loadSnapshot('healthy');
  const folder = await folderOf({ 'fixture.yaml': 'apiVersion: eks-runbook/v1\nkind: Snapshot\nbase: healthy\n' });
  expect(await loadSnapshot(join(folder, 'fixture.yaml'))).toEqual(healthy);
});

test('bases that go in a circle are refused', async () => {
  const over = (name: string) => `apiVersion: eks-runbook/v1\nkind: Snapshot\nbase: ${name}\n`;
  const folder = await folderOf({ 'a.yaml': over('b.yaml'), 'b.yaml': over('a.yaml') });
  await expect(loadSnapshot(join(folder, 'a.yaml'))).rejects.toThrow(/circle: .*a\.yaml -> .*b\.yaml -> .*a\.yaml$/);
});

describe('a JSON merge patch (the examples of RFC 7386, appendix A)', () => {
  test.each([
    ['{"a":"b"}', '{"a":"c"}', '{"a":"c"}'],
    ['{"a":"b"}', '{"b":"c"}', '{"a":"b","b":"c"}'],
    ['{"a":"b"}', '{"a":null}', '{}'],
    ['{"a":"b","b":"c"}', '{"a":null}', '{"b":"c"}'],
    ['{"a":["b"]}', '{"a":"c"}', '{"a":"c"}'],
    ['{"a":"c"}', '{"a":["b"]}', '{"a":["b"]}'],
    ['{"a":{"b":"c"}}', '{"a":{"b":"d","c":null}}', '{"a":{"b":"d"}}'],
    ['{"a":[{"b":"c"}]}', '{"a":[1]}', '{"a":[1]}'],
    ['["a","b"]', '["c","d"]', '["c","d"]'],
    ['{"a":"b"}', '["c"]', '["c"]'],
    ['{"a":"foo"}', 'null', 'null'],
    ['{"a":"foo"}', '"bar"', '"bar"'],
    ['{"e":null}', '{"a":1}', '{"e":null,"a":1}'],
    ['[1,2]', '{"a":"b","c":null}', '{"a":"b"}'],
    ['{}', '{"a":{"bb":{"ccc":null}}}', '{"a":{"bb":{}}}'],
  ])('%s with %s is %s', (target, patch, expected) => {
    expect(mergePatch(JSON.parse(target), JSON.parse(patch))).toEqual(JSON.parse(expected));
  });
});

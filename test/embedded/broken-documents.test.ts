import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadSnapshot } from '#lib/cluster/embedded/load-snapshot.ts';
import { folderOf } from './support/files.ts';

/** A whole document before the broken one, on lines 1 to 4, and one after it: both must be read. */
const before = 'apiVersion: eks-runbook/v1\nkind: Snapshot\ntakenAt: "2026-03-02T07:00:00Z"\n---\n';
const after = '\n---\n{ apiVersion: v1, kind: Namespace, metadata: { name: kept } }\n';

test.each<[string, string, { line: number; message: RegExp }[]]>([
  ['YAML that is cut off', 'apiVersion: v1\nkind: [', [{ line: 6, message: /^not YAML: / }]],
  ['YAML with a bad indent', 'kind: Pod\n  metadata: x\nspec: {}', [{ line: 6, message: /^not YAML: / }]],
  ['a key that comes twice', 'kind: Pod\nkind: Node', [{ line: 6, message: /^not YAML: dupl/ }]],
  ['a bare text', '# a comment\n\nhello', [{ line: 7, message: /^neither a Kubernetes object nor a list of them$/ }]],
  [
    'no name',
    'apiVersion: v1\nkind: Pod',
    [{ line: 5, message: /^document: a Kubernetes object has apiVersion, kind and metadata\.name$/ }],
  ],
  [
    'one bad item of a list',
    'apiVersion: v1\nkind: PodList\nitems: [{ metadata: {} }, { metadata: { name: fine } }]',
    [{ line: 5, message: /^items\[0\]: a Kubernetes object has apiVersion, kind and metadata\.name$/ }],
  ],
  [
    'a document of ours of an unknown kind',
    'apiVersion: eks-runbook/v1\nkind: Answers',
    [{ line: 5, message: /^kind Answers is not one of Snapshot, HttpAnswers, AwsAnswers, PodLog$/ }],
  ],
  [
    'a second head',
    'apiVersion: eks-runbook/v1\nkind: Snapshot',
    [{ line: 5, message: /^a second document of kind Snapshot; only the first counts$/ }],
  ],
  [
    'fields that are wrong',
    'apiVersion: eks-runbook/v1\nkind: HttpAnswers\nanswers: [{ namespace: a, service: b, port: http, path: health }]',
    [
      { line: 5, message: /^answers\.0\.port: .*expected/ },
      { line: 5, message: /^answers\.0\.path: .*"\/"/ },
    ],
  ],
  [
    'a field that is not known',
    'apiVersion: eks-runbook/v1\nkind: PodLog\nnamespace: a\npod: b\ncontainer: c\ntext: d\nlines: 3',
    [{ line: 5, message: /^document: .*"lines"/ }],
  ],
])('%s is told with its line, and the rest is read', async (_, broken, expected) => {
  const folder = await folderOf({ 'snapshot.yaml': before + broken + after });
  const file = join(folder, 'snapshot.yaml');
  const { objects, problems } = await loadSnapshot(file);
  expect(problems).toEqual(
    expected.map(({ line, message }) => ({ file, line, message: expect.stringMatching(message) })),
  );
  expect(objects.map(({ metadata }) => metadata.name)).toContain('kept');
});

test('broken JSON is told with its line', async () => {
  const folder = await folderOf({ 'head.yaml': before + after, 'bad.json': '{\n  "kind": "Pod",\n  oops\n}' });
  expect((await loadSnapshot(folder)).problems).toEqual([
    { file: join(folder, 'bad.json'), line: 3, message: expect.stringMatching(/^not JSON: /) },
  ]);
});

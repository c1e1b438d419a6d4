import { describe, expect, test } from 'vitest';
import { redactObject } from '#lib/cluster/embedded/redact.ts';
import type { KubeObject } from '#lib/cluster/embedded/snapshot.ts';
import { capturing } from './support/capturing.ts';
import { podOf } from './support/serving.ts';

const canary = 'c4nary-in-the-mine';
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const secret: KubeObject = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: {
    name: 's',
    namespace: 'shop',
    managedFields: [{ manager: canary }],
    annotations: {
      'kubectl.kubernetes.io/last-applied-configuration': `{"stringData":{"a":"${canary}"}}`,
      'example.com/access-token': canary,
      'example.com/registry': `https://user:${canary}@registry.example/v2`,
      'example.com/owner': 'team-a',
    },
  },
  type: 'Opaque',
  data: { password: base64(canary) },
  stringData: { other: canary },
};
const container = {
  name: 'app',
  image: 'app:1',
  command: ['sh', '-c', `export PGPASSWORD=${canary}; exec app`],
  args: [`--db-password=${canary}`, '--api-token', canary, `--url=postgres://app:p@${canary}@db/shop`, '--verbose'],
  env: [
    { name: 'PASSWORD', value: canary },
    { name: 'FROM', valueFrom: { secretKeyRef: { name: 's', key: 'password' } } },
  ],
  livenessProbe: { httpGet: { port: 80, httpHeaders: [{ name: 'Authorization', value: canary }] } },
};
const template = { metadata: { annotations: { 'example.com/secret': canary } }, spec: { containers: [container] } };
const objects: KubeObject[] = [
  secret,
  podOf('shop', 'p', { spec: { nodeName: 'n', containers: [container], initContainers: [container] } }),
  { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'd', namespace: 'shop' }, spec: { template } },
  {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'c', namespace: 'shop' },
    spec: { jobTemplate: { spec: { template } } },
  },
  {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'm', namespace: 'shop' },
    data: { 'app.yaml': `password: ${canary}` },
    binaryData: { key: base64(canary) },
  },
];

test('no captured file holds a secret value, plain or encoded', async () => {
  const body = `{"database":"postgres://app:${canary}@db/shop"}`;
  const headers = { 'content-type': 'application/json' };
  const health = { namespace: 'shop', service: 'web', port: 8080, scheme: 'http', path: '/health' } as const;
  const answer = { ...health, status: 200, headers, body, delayMs: 0, unreachable: false };
  const { summary, files } = await capturing({ objects, serviceAnswers: [answer] });
  expect(summary.objects).toBe(5);
  const written = Object.values(files).join('\n');
  expect(written).not.toContain(canary);
  expect(written).not.toContain(base64(canary));
  expect(written).toContain('secretKeyRef');
});

test('configuration values are kept when that is asked for', async () => {
  const configMap = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'm', namespace: 'shop' },
    data: { mode: 'fast' },
  };
  const { files } = await capturing({ objects: [configMap, secret] }, { keepConfigMapValues: true });
  expect(JSON.parse(files['configmaps.json'] ?? '').items).toEqual([configMap]);
  expect(Object.values(files).join('\n')).not.toContain(canary);
});

test('a Secret keeps its keys and sizes, and stays one that clients can read', () => {
  const { data, stringData, metadata } = redactObject(secret, { keepConfigMapValues: true });
  expect(data).toEqual({ password: base64('REDACTED (18 bytes)') });
  expect(stringData).toEqual({ other: 'REDACTED (18 bytes)' });
  expect(metadata).toEqual({
    name: 's',
    namespace: 'shop',
    annotations: {
      'example.com/access-token': 'REDACTED (18 bytes)',
      'example.com/registry': 'https://REDACTED@registry.example/v2',
      'example.com/owner': 'team-a',
    },
  });
});

describe('of a container', () => {
  const pod = redactObject(podOf('shop', 'p', { spec: { containers: [container] } }), { keepConfigMapValues: false });
  const [redacted] = (pod['spec'] as { containers: (typeof container)[] }).containers;

  test('literals of the environment go, references stay', () => {
    expect(redacted?.env).toEqual([{ name: 'PASSWORD', value: 'REDACTED (18 bytes)' }, container.env[1]]);
  });

  test('what options that sound secret are given goes, the others stay', () => {
    expect(redacted?.args).toEqual([
      '--db-password=REDACTED (18 bytes)',
      '--api-token',
      'REDACTED (18 bytes)',
      '--url=postgres://REDACTED@db/shop',
      '--verbose',
    ]);
  });

  test('a script that sounds secret goes whole', () => {
    expect(redacted?.command).toEqual(['sh', '-c', 'REDACTED (46 bytes)']);
  });
});

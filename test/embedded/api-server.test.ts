import { get } from 'node:http';
import { describe, expect, test } from 'vitest';
import type { KubeObject } from '#lib/cluster/embedded/snapshot.ts';
import { asking, podOf, serving } from './support/serving.ts';

describe('an API', () => {
  test('that is absent answers 404 and is not discovered', async () => {
    const ask = await asking({ absent: ['metrics.k8s.io/v1beta1'] });
    expect(await ask('/apis/metrics.k8s.io/v1beta1/nodes')).toEqual({ status: 404, body: '404 page not found\n' });
    const { body } = await ask('/apis');
    expect(body.groups.map((group) => group.name)).not.toContain('metrics.k8s.io');
  });

  test('without a backend answers 503', async () => {
    const ask = await asking({ unavailable: ['metrics.k8s.io/v1beta1'] });
    const gone = { status: 503, body: 'service unavailable\n' };
    expect(await ask('/apis/metrics.k8s.io/v1beta1/nodes')).toEqual(gone);
    expect(await ask('/apis/metrics.k8s.io/v1beta1')).toEqual(gone);
  });

  test('of a custom kind is served and discovered', async () => {
    const policy: KubeObject = {
      apiVersion: 'example.com/v1',
      kind: 'ScanPolicy',
      metadata: { name: 'a', namespace: 'shop' },
    };
    const ask = await asking({ objects: [policy] });
    expect((await ask('/apis/example.com/v1/scanpolicies')).body.items).toEqual([policy]);
    expect((await ask('/apis/example.com/v1')).body.resources).toEqual([
      {
        name: 'scanpolicies',
        singularName: 'scanpolicy',
        namespaced: true,
        kind: 'ScanPolicy',
        verbs: ['get', 'list'],
      },
    ]);
  });

  test('of a custom kind with its definition is named as that says', async () => {
    const names = { kind: 'Fish', plural: 'fish', singular: 'fish', shortNames: ['fi'] };
    const spec = {
      group: 'sea.example',
      scope: 'Cluster',
      names,
      versions: [{ name: 'v2' }, { name: 'v1', served: false }],
    };
    const definition: KubeObject = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'fish.sea.example' },
      spec,
    };
    const ask = await asking({ objects: [definition] });
    expect((await ask('/apis/sea.example/v2/fish')).body).toMatchObject({ kind: 'FishList', items: [] });
    expect((await ask('/apis/sea.example/v1/fish')).status).toBe(404);
  });
});

test.each(['POST', 'PUT', 'PATCH', 'DELETE'])('%s is refused: a recorded cluster is read-only', async (method) => {
  const ask = await asking({ objects: [podOf('shop', 'web')] });
  const { status, body } = await ask('/api/v1/namespaces/shop/pods/web', { method });
  expect([status, body.reason]).toEqual([405, 'MethodNotAllowed']);
  expect((await ask('/api/v1/namespaces/shop/pods/web')).status).toBe(200);
});

test.each([
  ['/api/v1/namespaces/shop/pods/gone', 404, 'pods "gone" not found'],
  ['/apis/apps/v1/namespaces/shop/deployments/gone', 404, 'deployments.apps "gone" not found'],
  ['/api/v1/pods?watch=true', 405, 'a recorded cluster does not change: watching pods is not supported'],
])('%s answers %i', async (path, status, message) => {
  const ask = await asking({});
  const reply = await ask(path);
  expect([reply.status, reply.body.message]).toEqual([status, message]);
});

test.each(['/openapi/v2', '/openapi/v3', '/api/v1/unknown', '/apis/unknown.example/v1', '/nothing'])(
  '%s is not there',
  async (path) => {
    const ask = await asking({});
    expect(await ask(path)).toEqual({ status: 404, body: '404 page not found\n' });
  },
);

test.each([
  ['snapshot.example', 403],
  ['snapshot.example:8001', 403],
  ['localhost:8001', 200],
  ['127.0.0.1', 200],
])('asked as %s it answers %i: names that resolve to loopback are not trusted', async (host, expected) => {
  const url = await serving({});
  const status = await new Promise((resolve, reject) => {
    get(`${url}/version`, { headers: { host }, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).on('error', reject);
  });
  expect(status).toBe(expected);
});

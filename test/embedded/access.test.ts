import { describe, expect, test } from 'vitest';
import { asking } from './support/serving.ts';

describe('rights', () => {
  const denied = [
    { verb: 'list', group: '', resource: 'pods', namespace: 'shop' },
    { verb: '*', group: 'apps', resource: '*' },
    { verb: 'get', group: '', resource: 'nodes', name: 'node-1' },
  ];
  test.each([
    [
      '/api/v1/namespaces/shop/pods',
      'pods is forbidden: User "snapshot-reader" cannot list resource "pods" in API group "" in the namespace "shop"',
    ],
    [
      '/api/v1/pods',
      'pods is forbidden: User "snapshot-reader" cannot list resource "pods" in API group "" at the cluster scope',
    ],
    [
      '/apis/apps/v1/namespaces/shop/deployments/web',
      'deployments.apps "web" is forbidden: User "snapshot-reader" cannot get resource "deployments" in API group "apps" in the namespace "shop"',
    ],
    [
      '/api/v1/nodes/node-1',
      'nodes "node-1" is forbidden: User "snapshot-reader" cannot get resource "nodes" in API group "" at the cluster scope',
    ],
  ])('%s is forbidden', async (path, message) => {
    const ask = await asking({ denied });
    const { status, body } = await ask(path);
    expect(status).toBe(403);
    expect(body).toMatchObject({ kind: 'Status', status: 'Failure', reason: 'Forbidden', message, code: 403 });
  });

  test.each(['/api/v1/namespaces/other/pods', '/api/v1/nodes'])('%s is not', async (path) => {
    const ask = await asking({ denied });
    expect((await ask(path)).status).toBe(200);
  });

  test.each<[object, boolean]>([
    [{ verb: 'list', group: '', resource: 'pods', namespace: 'shop' }, false],
    [{ verb: 'list', group: '', resource: 'pods', namespace: 'other' }, true],
    [{ verb: 'list', group: 'apps', resource: 'deployments' }, false],
    [{ verb: 'get', group: '', resource: 'pods', subresource: 'log', namespace: 'shop' }, true],
  ])('are reviewed: %o', async (resourceAttributes, allowed) => {
    const ask = await asking({ denied });
    const { body } = await ask('/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
      method: 'POST',
      body: JSON.stringify({ spec: { resourceAttributes } }),
    });
    expect(body.status.allowed).toBe(allowed);
  });
});

test('a review that is not JSON is refused: kubectl sends protobuf', async () => {
  const ask = await asking({});
  const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
  const { status, body } = await ask(path, { method: 'POST', body: 'k8s\0' });
  expect([status, body.reason]).toEqual([415, 'UnsupportedMediaType']);
});

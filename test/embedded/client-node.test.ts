import { AuthorizationV1Api, CoreV1Api, Metrics, VersionApi } from '@kubernetes/client-node';
import { describe, expect, test } from 'vitest';
import { loadSnapshot } from '#lib/cluster/embedded/load-snapshot.ts';
import { clientOf } from './support/client.ts';
import { podOf } from './support/serving.ts';

describe('client-node on the healthy snapshot', () => {
  test('lists and gets', async () => {
    const snapshot = await loadSnapshot('healthy');
    const core = (await clientOf(snapshot)).makeApiClient(CoreV1Api);
    const count = (kind: string): number => snapshot.objects.filter((object) => object.kind === kind).length;
    expect((await core.listPodForAllNamespaces()).items).toHaveLength(count('Pod'));
    expect((await core.listNode()).items).toHaveLength(count('Node'));
    const { items } = await core.listNamespacedService({
      namespace: 'ecommerce',
      labelSelector: 'app=ecommerce-backend',
    });
    expect(items.map((service) => service.metadata?.name)).toEqual(['ecommerce-backend-service']);
    const service = await core.readNamespacedService({ namespace: 'ecommerce', name: 'ecommerce-backend-service' });
    expect(service.spec?.ports?.[0]?.port).toBe(8080);
  });

  test('reads metrics, the version and the health endpoint', async () => {
    const config = await clientOf(await loadSnapshot('healthy'));
    expect((await new Metrics(config).getNodeMetrics()).items).toHaveLength(6);
    expect((await config.makeApiClient(VersionApi).getCode()).gitVersion).toMatch(/^v1\.35\./);
    const path = { namespace: 'ecommerce', name: 'ecommerce-backend-service:8080', path: 'health' };
    const health = await config.makeApiClient(CoreV1Api).connectGetNamespacedServiceProxyWithPath(path);
    expect(health as unknown).toMatchObject({ status: 'ok' });
  });
});

test('client-node reads a log', async () => {
  const podLogs = [
    { namespace: 'shop', pod: 'web', container: 'app', previous: false, text: '2026-03-02T06:00:00Z one\n' },
  ];
  const core = (await clientOf({ objects: [podOf('shop', 'web')], podLogs })).makeApiClient(CoreV1Api);
  expect(await core.readNamespacedPodLog({ namespace: 'shop', name: 'web', timestamps: true })).toBe(
    '2026-03-02T06:00:00Z one\n',
  );
});

test('client-node asks for its rights', async () => {
  const api = (await clientOf({})).makeApiClient(AuthorizationV1Api);
  const { status } = await api.createSelfSubjectAccessReview({
    body: { spec: { resourceAttributes: { verb: 'list' } } },
  });
  expect(status?.allowed).toBe(true);
});

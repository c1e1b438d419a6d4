import { describe, expect, test } from 'vitest';
import { asking } from './support/serving.ts';

const path = '/api/v1/namespaces/shop/pods';
const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'try', labels: { 'eks-runbook/probe': 'recovery-test' } },
  spec: { containers: [{ name: 'c', image: 'i' }] },
};
const post = (object: object) => ({ method: 'POST', body: JSON.stringify(object) });
const remove = (uid: string) => ({ method: 'DELETE', body: JSON.stringify({ preconditions: { uid } }) });

describe('the pod of a recovery test', () => {
  test('is created once, listed, and deleted by its uid', async () => {
    const ask = await asking({});
    const { status, body } = await ask(path, post(pod));
    const { uid } = body.metadata as unknown as { uid: string };
    expect([status, body.status]).toMatchObject([201, { phase: 'Pending' }]);
    expect((await ask(path, post(pod))).status).toBe(409);
    expect((await ask(path)).body.items.map((item) => item.metadata.name)).toEqual(['try']);
    expect((await ask(`${path}/try`, remove('other'))).status).toBe(409);
    expect((await ask(`${path}/try`, remove(uid))).status).toBe(200);
    expect((await ask(`${path}/try`, remove(uid))).status).toBe(404);
    expect((await ask(path)).body.items).toEqual([]);
  });

  test.each([
    ['that is no test’s', { ...pod, metadata: { name: 'try' } }],
    ['without a name', { ...pod, metadata: { labels: pod.metadata.labels } }],
  ])('is not created for a pod %s', async (_, object) => {
    const ask = await asking({});
    expect((await ask(path, post(object))).status).toBe(405);
  });

  test('is refused to who may not create pods', async () => {
    const ask = await asking({ denied: [{ verb: 'create', group: '', resource: 'pods' }] });
    expect((await ask(path, post(pod))).body).toMatchObject({ code: 403, reason: 'Forbidden' });
  });
});

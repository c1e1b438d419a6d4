import { expect, test } from 'vitest';
import { asking, podOf } from './support/serving.ts';

const objects = [
  podOf('shop', 'bound'),
  podOf('shop', 'pending', { spec: { containers: [] }, status: { phase: 'Pending' } }),
  podOf('other', 'bound'),
  { apiVersion: 'v1', kind: 'Node', metadata: { name: 'open' } },
  { apiVersion: 'v1', kind: 'Node', metadata: { name: 'cordoned' }, spec: { unschedulable: true } },
  {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: 'e1', namespace: 'shop' },
    involvedObject: { kind: 'Pod', name: 'bound' },
    type: 'Warning',
    reason: 'BackOff',
  },
  { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'failed', namespace: 'shop' }, status: {} },
];

test.each<[path: string, selector: string, names: string[]]>([
  ['/api/v1/pods', 'metadata.name=bound', ['bound', 'bound']],
  ['/api/v1/pods', 'metadata.namespace=shop,metadata.name=bound', ['bound']],
  ['/api/v1/namespaces/shop/pods', 'status.phase!=Running', ['pending']],
  ['/api/v1/pods', 'status.phase=Pending', ['pending']],
  ['/api/v1/pods', 'spec.nodeName=', ['pending']],
  ['/api/v1/pods', 'spec.nodeName==node-1', ['bound', 'bound']],
  ['/api/v1/pods', 'spec.hostNetwork=false', ['bound', 'bound', 'pending']],
  ['/api/v1/nodes', 'spec.unschedulable=false', ['open']],
  ['/api/v1/nodes', 'spec.unschedulable=true', ['cordoned']],
  ['/api/v1/events', 'type=Warning,involvedObject.name=bound', ['e1']],
  ['/api/v1/events', 'reason!=BackOff', []],
  ['/apis/batch/v1/jobs', 'status.successful=0', ['failed']],
])('%s by %s', async (path, selector, names) => {
  const ask = await asking({ objects });
  const { body } = await ask(`${path}?fieldSelector=${encodeURIComponent(selector)}`);
  expect(body.items.map((item) => item.metadata.name)).toEqual(names);
});

test.each([
  ['/api/v1/pods', 'status.reason=Evicted', 'field label not supported: status.reason'],
  ['/api/v1/nodes', 'metadata.namespace=shop', 'field label not supported: metadata.namespace'],
  ['/api/v1/pods', 'status.phase', "invalid selector: 'status.phase'; can't understand 'status.phase'"],
])('%s by %s is refused with 400', async (path, selector, message) => {
  const ask = await asking({ objects });
  const { status, body } = await ask(`${path}?fieldSelector=${encodeURIComponent(selector)}`);
  expect(status).toBe(400);
  expect(body).toMatchObject({ kind: 'Status', reason: 'BadRequest', code: 400 });
  expect(body.message).toContain(message);
});

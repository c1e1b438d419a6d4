import { describe, expect, test } from 'vitest';
import type { KubeObject } from '#lib/cluster/embedded/snapshot.ts';
import { asking, containerStatusOf, podOf } from './support/serving.ts';

const text = [
  '2026-03-02T06:00:00Z starting',
  '2026-03-02T06:30:00.5Z failed:',
  '  at main (app.js:1)',
  '2026-03-02T06:59:30Z giving up',
  '',
].join('\n');
const logged = [{ namespace: 'shop', pod: 'web', container: 'app', previous: false, text }];
const previous = [
  { namespace: 'shop', pod: 'web', container: 'app', previous: true, text: '2026-03-02T05:00:00Z before\n' },
];
const log = '/api/v1/namespaces/shop/pods/web/log';

describe('the log of a pod', () => {
  test.each([
    ['', 'starting\nfailed:\n  at main (app.js:1)\ngiving up\n'],
    ['?container=app', 'starting\nfailed:\n  at main (app.js:1)\ngiving up\n'],
    ['?tailLines=1', 'giving up\n'],
    ['?tailLines=0', ''],
    ['?tailLines=99&limitBytes=5', 'start'],
    ['?sinceSeconds=60', 'giving up\n'],
    ['?sinceSeconds=1800', 'failed:\n  at main (app.js:1)\ngiving up\n'],
    ['?sinceTime=2026-03-02T06:59:30Z', 'giving up\n'],
    ['?sinceSeconds=60&timestamps=true', '2026-03-02T06:59:30Z giving up\n'],
    ['?tailLines=2&timestamps=true', '2026-03-02T06:30:00.5Z   at main (app.js:1)\n2026-03-02T06:59:30Z giving up\n'],
    ['?previous=true', 'before\n'],
  ])('"%s"', async (query, body) => {
    const ask = await asking({ objects: [podOf('shop', 'web')], podLogs: [...logged, ...previous] });
    expect(await ask(log + query)).toEqual({ status: 200, body });
  });

  test.each(['?tailLines=x', '?sinceSeconds=-1', '?sinceTime=yesterday'])('"%s" is refused', async (query) => {
    const ask = await asking({ objects: [podOf('shop', 'web')], podLogs: logged });
    expect((await ask(log + query)).status).toBe(400);
  });
});

const waiting = (reason: string, more: object = {}): KubeObject => {
  return podOf('shop', 'web', {
    status: { containerStatuses: [containerStatusOf('app', { waiting: { reason } }, more)] },
  });
};
const two = podOf('shop', 'web', {
  spec: { nodeName: 'n', initContainers: [{ name: 'setup' }], containers: [{ name: 'app' }, { name: 'proxy' }] },
});

test.each<[string, KubeObject, string, string]>([
  ['two containers', two, '', 'a container name must be specified for pod web, choose one of: [setup app proxy]'],
  ['a container that is none of its', two, '?container=db', 'container db is not valid for pod web'],
  [
    'a container that never ended',
    podOf('shop', 'web'),
    '?previous=true',
    'previous terminated container "app" in pod "web" not found',
  ],
  [
    'a container that is being made',
    waiting('ContainerCreating'),
    '',
    'container "app" in pod "web" is waiting to start: ContainerCreating',
  ],
  [
    'an image that cannot be pulled',
    waiting('ImagePullBackOff'),
    '',
    'container "app" in pod "web" is waiting to start: trying and failing to pull image',
  ],
])('a log of %s is refused with 400', async (_, pod, query, message) => {
  const ask = await asking({ objects: [pod] });
  const { status, body } = await ask(log + query);
  expect([status, body.reason, body.message]).toEqual([400, 'BadRequest', message]);
});

test('between two instances the log is that of the last one', async () => {
  const pod = waiting('CrashLoopBackOff', { restartCount: 4, lastState: { terminated: { exitCode: 1 } } });
  const ask = await asking({ objects: [pod], podLogs: previous });
  expect(await ask(log)).toEqual({ status: 200, body: 'before\n' });
});

test('a container that runs and has no recorded log wrote nothing', async () => {
  const ask = await asking({ objects: [podOf('shop', 'web')] });
  expect(await ask(log)).toEqual({ status: 200, body: '' });
});

test('a pod that is not there has no log', async () => {
  const ask = await asking({ objects: [] });
  const { status, body } = await ask(log);
  expect([status, body.message]).toEqual([404, 'pods "web" not found']);
});

import { describe, expect, test } from 'vitest';
import { asking, containerStatusOf, podOf } from './support/serving.ts';

const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io';
const running = containerStatusOf('app', { running: {} });
const init = (name: string, state: object, more: object = {}) =>
  containerStatusOf(name, state, { ready: false, ...more });
const endedAt = (finishedAt: string) => ({ lastState: { terminated: { exitCode: 1, finishedAt } } });

/** READY, STATUS and RESTARTS of a pod, as a table has them. */
async function cellsOf(pod: {
  metadata?: object;
  spec?: object;
  status?: object;
}): Promise<readonly unknown[] | undefined> {
  const base = podOf('shop', 'p');
  const spec = { ...(base['spec'] as object), ...pod.spec };
  const status = { phase: 'Running', ...pod.status };
  const object = { ...base, metadata: { ...base.metadata, ...pod.metadata }, spec, status };
  const ask = await asking({ objects: [object] });
  const { body } = await ask('/api/v1/namespaces/shop/pods/p', { headers: { accept } });
  return body.rows[0]?.cells.slice(1, 4);
}

const twoInits = { initContainers: [{ name: 'first' }, { name: 'second' }] };
const sidecar = { initContainers: [{ name: 'proxy', restartPolicy: 'Always' }] };
const done = init('first', { terminated: { exitCode: 0, reason: 'Completed' } });

describe('READY, STATUS and RESTARTS of a pod', () => {
  test.each<[string, Parameters<typeof cellsOf>[0], string[]]>([
    ['that runs', { status: { containerStatuses: [running] } }, ['1/1', 'Running', '0']],
    [
      'that waits to be restarted',
      {
        status: {
          containerStatuses: [
            containerStatusOf(
              'app',
              { waiting: { reason: 'CrashLoopBackOff' } },
              { restartCount: 3, ...endedAt('2026-03-02T06:55:00Z') },
            ),
          ],
        },
      },
      ['0/1', 'CrashLoopBackOff', '3 (5m ago)'],
    ],
    [
      'that has done its work',
      {
        status: {
          phase: 'Succeeded',
          containerStatuses: [containerStatusOf('app', { terminated: { exitCode: 0, reason: 'Completed' } })],
        },
      },
      ['0/1', 'Completed', '0'],
    ],
    [
      'that ended by a signal without a reason',
      {
        status: {
          phase: 'Failed',
          containerStatuses: [containerStatusOf('app', { terminated: { exitCode: 137, signal: 9 } })],
        },
      },
      ['0/1', 'Signal:9', '0'],
    ],
    ['that was evicted', { status: { phase: 'Failed', reason: 'Evicted' } }, ['0/1', 'Evicted', '0']],
    [
      'that is being deleted',
      { metadata: { deletionTimestamp: '2026-03-02T06:59:00Z' }, status: { containerStatuses: [running] } },
      ['1/1', 'Terminating', '0'],
    ],
    [
      'on a node that is lost',
      { metadata: { deletionTimestamp: '2026-03-02T06:59:00Z' }, status: { reason: 'NodeLost' } },
      ['0/1', 'Unknown', '0'],
    ],
    [
      'that has a scheduling gate',
      {
        status: {
          phase: 'Pending',
          conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }],
        },
      },
      ['0/1', 'SchedulingGated', '0'],
    ],
    [
      'whose second init container runs',
      {
        spec: twoInits,
        status: { phase: 'Pending', initContainerStatuses: [done, init('second', { running: {} })] },
      },
      ['0/1', 'Init:1/2', '0'],
    ],
    [
      'whose init container crashes',
      {
        spec: twoInits,
        status: {
          phase: 'Pending',
          initContainerStatuses: [
            init(
              'first',
              { waiting: { reason: 'CrashLoopBackOff' } },
              { restartCount: 7, ...endedAt('2026-03-02T06:40:00Z') },
            ),
          ],
        },
      },
      ['0/1', 'Init:CrashLoopBackOff', '7 (20m ago)'],
    ],
    [
      'whose init container ended without a reason',
      {
        spec: twoInits,
        status: { phase: 'Pending', initContainerStatuses: [init('first', { terminated: { exitCode: 2 } })] },
      },
      ['0/1', 'Init:ExitCode:2', '0'],
    ],
    [
      'with a sidecar, which counts as a container',
      {
        spec: sidecar,
        status: {
          initContainerStatuses: [init('proxy', { running: {} }, { started: true, ready: true, restartCount: 2 })],
          containerStatuses: [containerStatusOf('app', { running: {} }, { ready: false, restartCount: 1 })],
        },
      },
      ['1/2', 'Running', '3'],
    ],
    [
      'one of whose containers has ended well while the other runs, not ready',
      {
        spec: { containers: [{ name: 'app' }, { name: 'once' }] },
        status: {
          containerStatuses: [running, containerStatusOf('once', { terminated: { exitCode: 0, reason: 'Completed' } })],
          conditions: [{ type: 'Ready', status: 'False' }],
        },
      },
      ['1/2', 'NotReady', '0'],
    ],
  ])('%s', async (_, pod, expected) => {
    expect(await cellsOf(pod)).toEqual(expected);
  });
});

test('the wide columns of pods', async () => {
  const spec = { nodeName: 'node-1', containers: [{ name: 'app' }], readinessGates: [{ conditionType: 'lb' }] };
  const status = { phase: 'Running', podIP: '10.0.1.2', conditions: [{ type: 'lb', status: 'True' }] };
  const ask = await asking({ objects: [podOf('shop', 'p', { spec, status })] });
  const { body } = await ask('/api/v1/pods', { headers: { accept } });
  expect(body.columnDefinitions.map((c) => [c.name, c.priority])).toEqual([
    ['Name', 0],
    ['Ready', 0],
    ['Status', 0],
    ['Restarts', 0],
    ['Age', 0],
    ['IP', 1],
    ['Node', 1],
    ['Nominated Node', 1],
    ['Readiness Gates', 1],
  ]);
  expect(body.rows[0]?.cells).toEqual(['p', '0/1', 'Running', '0', '60m', '10.0.1.2', 'node-1', '<none>', '1/1']);
});

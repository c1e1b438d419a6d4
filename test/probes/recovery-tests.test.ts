import { describe, expect, it, onTestFinished } from 'vitest';
import { connectCluster } from '#lib/cluster/connection.ts';
import { readJobManifest } from '#lib/cluster/probes/job-manifest.ts';
import { objectNameOf } from '#lib/cluster/probes/manifest.ts';
import { readPodManifest } from '#lib/cluster/probes/pod-manifest.ts';
import { definePodTest, drTest, recoveryTest } from '#lib/cluster/probes/recovery-tests.ts';
import { restoreDrill } from '#lib/cluster/probes/restore-drills.ts';
import { serving } from '../embedded/support/serving.ts';
import { configWith } from '../support/config.ts';
import { now } from '../support/observe.ts';
import { makeScratchFolder } from '../support/scratch-folder.ts';
import { steppedClock } from './scripted-pods.ts';

const node = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'a' },
  status: { conditions: [{ type: 'Ready', status: 'True' }] },
};
const marks = { probe: 'recovery-test', run: 'r', namespace: 'shop', deadlineSeconds: 90 };

async function load(objects: object[]) {
  const connection = connectCluster({ url: await serving({ objects: objects as never }) });
  onTestFinished(() => connection.close());
  const api = connection.api({ requests: 0, bytes: 0, items: 0 });
  const source = definePodTest('try', 'recovery-test', 'manifest', steppedClock());
  const read = () => Promise.reject(new Error('reads no other source'));
  return { test: await source.load(api, { config: configWith(), now, read }), api };
}

describe('the recovery test on a recorded cluster', () => {
  it('creates its pod, sees it Ready and deletes it', async () => {
    const { test, api } = await load([node]);
    expect(test).toMatchObject({ pod: 'test-recovery-pod', outcome: 'ready', goneAfterMs: 0 });
    expect(await api.list('/api/v1/pods', (pod) => pod)).toEqual([]);
  });

  it('sees it pending where no node takes it', async () => {
    const { test } = await load([{ ...node, spec: { unschedulable: true } }]);
    expect(test).toMatchObject({ outcome: 'not-ready', why: 'not scheduled: 0/1 nodes are available.' });
  });
});

it('needs rights in its namespace only, over its own pod only', () => {
  const namespaces = ['ecommerce'];
  for (const [source, name] of [
    [recoveryTest, 'test-recovery-pod'],
    [drTest, 'dr-test-pod'],
  ] as const) {
    expect(source.permissions(configWith())).toEqual([
      { verb: 'create', group: '', resource: 'pods', namespaces },
      { verb: 'get', group: '', resource: 'pods', namespaces, names: [name] },
      { verb: 'delete', group: '', resource: 'pods', namespaces, names: [name] },
      { verb: 'list', group: '', resource: 'events', namespaces },
    ]);
    expect(source.permissions(configWith({ recovery: undefined }))).toEqual([]);
  }
});

describe('the restore drill', () => {
  const restoreJob = { manifest: 'drills/restore-shop.yaml', namespace: 'scratch' };

  it('needs rights in its scratch namespace only', () => {
    const namespaces = ['scratch'];
    const names = ['restore-shop'];
    expect(restoreDrill.permissions(configWith({ recovery: { namespace: 'shop', restoreJob } }))).toEqual([
      { verb: 'create', group: 'batch', resource: 'jobs', namespaces },
      { verb: 'get', group: 'batch', resource: 'jobs', namespaces, names },
      { verb: 'delete', group: 'batch', resource: 'jobs', namespaces, names },
      { verb: 'list', group: '', resource: 'pods', namespaces },
      { verb: 'get', group: '', resource: 'pods/log', namespaces },
      { verb: 'list', group: '', resource: 'events', namespaces },
    ]);
    expect(restoreDrill.permissions(configWith())).toEqual([]);
  });

  it('ends and goes by itself, takes in no other pod, and is run by the cluster, whatever its manifest says', async () => {
    const path = makeScratchFolder().write(
      'restore-shop.yaml',
      `apiVersion: batch/v1
kind: Job
metadata: { name: other, namespace: shop, finalizers: [a/b], labels: { team: data } }
spec:
  suspend: true
  manualSelector: true
  selector: { matchLabels: { app: shop } }
  managedBy: example.com/queue
  backoffLimit: 1
  ttlSecondsAfterFinished: 86400
  template:
    metadata: { labels: { app: restore }, annotations: { a: b }, finalizers: [a/b] }
    spec: { restartPolicy: Never, terminationGracePeriodSeconds: 600, containers: [{ name: c }] }
`,
    );
    expect(await readJobManifest(path, { ...marks, probe: 'restore-drill' })).toEqual({
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: {
        name: 'restore-shop',
        namespace: 'shop',
        labels: { team: 'data', 'eks-runbook/probe': 'restore-drill' },
        annotations: { 'eks-runbook/run': 'r' },
      },
      spec: {
        backoffLimit: 1,
        activeDeadlineSeconds: 90,
        ttlSecondsAfterFinished: 300,
        template: {
          metadata: { labels: { app: 'restore', 'eks-runbook/probe': 'restore-drill' }, annotations: { a: 'b' } },
          spec: {
            restartPolicy: 'Never',
            containers: [{ name: 'c' }],
            activeDeadlineSeconds: 90,
            terminationGracePeriodSeconds: 10,
          },
        },
      },
    });
  });

  it('keeps shorter times than it would force', async () => {
    const path = makeScratchFolder().write(
      'short.yaml',
      'apiVersion: batch/v1\nkind: Job\nspec: { activeDeadlineSeconds: 30, ttlSecondsAfterFinished: 0, template: { spec: { containers: [{ name: c }] } } }',
    );
    const { spec } = await readJobManifest(path, marks);
    expect([spec?.activeDeadlineSeconds, spec?.ttlSecondsAfterFinished]).toEqual([30, 0]);
  });

  it('is not tried with a pod', async () => {
    await expect(readJobManifest('test-recovery-pod.yaml', marks)).rejects.toThrow(
      'test-recovery-pod.yaml: expected a Job of apiVersion batch/v1 with containers',
    );
  });
});

describe('a manifest', () => {
  it.each(['test-recovery-pod.yaml', 'dr-test-pod.yaml'])(
    '%s, as shipped, is marked and ends by itself',
    async (file) => {
      const pod = await readPodManifest(file, marks);
      expect(pod.metadata).toEqual({
        name: objectNameOf(file),
        namespace: 'shop',
        labels: { 'app.kubernetes.io/name': objectNameOf(file), 'eks-runbook/probe': 'recovery-test' },
        annotations: { 'eks-runbook/run': 'r' },
      });
      expect(pod.spec).toMatchObject({
        activeDeadlineSeconds: 90,
        terminationGracePeriodSeconds: 1,
        restartPolicy: 'Never',
      });
    },
  );

  it.each([
    ['of something else', 'apiVersion: v1\nkind: Secret', 'expected a Pod of apiVersion v1 with containers'],
    ['that is no YAML', 'a: [', 'not one document of YAML'],
    ['that is empty', '', 'expected a Pod of apiVersion v1 with containers'],
  ])('%s is refused', async (_, text, message) => {
    const path = makeScratchFolder().write('pod.yaml', text);
    await expect(readPodManifest(path, marks)).rejects.toThrow(message);
  });

  it('that is missing is named', async () => {
    await expect(readPodManifest('no-such.yaml', marks)).rejects.toThrow('no-such.yaml: no such manifest');
  });

  it('loses what could keep its pod alive', async () => {
    const path = makeScratchFolder().write(
      'mine.yaml',
      'apiVersion: v1\nkind: Pod\nmetadata: { name: x, finalizers: [a/b] }\nspec: { containers: [{ name: c }], terminationGracePeriodSeconds: 600 }',
    );
    const pod = await readPodManifest(path, marks);
    expect([pod.metadata?.name, pod.metadata?.finalizers, pod.spec?.terminationGracePeriodSeconds]).toEqual([
      'mine',
      undefined,
      5,
    ]);
  });
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { rolloutMoments } from '#lib/checks/incident/change-moments.ts';
import { templateHashOf } from '#lib/checks/incident/moment.ts';
import { connectCluster } from '#lib/cluster/connection.ts';
import { accessFromKubeconfig } from '#lib/cluster/kubeconfig.ts';
import { controllerRevisions } from '#lib/cluster/sources/controller-revisions.ts';
import { toPod } from '#lib/cluster/sources/pods.ts';
import { configWith } from '../support/config.ts';
import { type Cluster, startCluster } from './support/cluster.ts';
import { until } from './support/until.ts';

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster();
});
afterAll(() => cluster?.stop());

/** A workload named agent, whose pods run that image. */
function workload(kind: 'StatefulSet' | 'DaemonSet', image: string) {
  const labels = { app: kind.toLowerCase() };
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name: 'agent', namespace: 'default' },
    spec: {
      selector: { matchLabels: labels },
      ...(kind === 'StatefulSet' && { replicas: 2, serviceName: 'agent' }),
      template: {
        metadata: { labels },
        spec: { containers: [{ name: 'agent', image, env: [{ name: 'KEY', value: 'a' }] }] },
      },
    },
  };
}

async function readPods() {
  const { items } = await cluster.api.json<{ items: Parameters<typeof toPod>[0][] }>('/api/v1/namespaces/default/pods');
  return items.map(toPod);
}

async function readRollouts() {
  const { access } = await accessFromKubeconfig({ kubeconfig: cluster.adminKubeconfig, env: {} });
  const connection = connectCluster(access);
  const context = { config: configWith(), now: new Date(), read: () => Promise.reject(new Error('reads no other')) };
  const api = connection.api({ requests: 0, bytes: 0, items: 0 });
  const revisions = await controllerRevisions.load(api, context).finally(() => connection.close());
  return [...rolloutMoments(revisions)];
}

test.each(['StatefulSet', 'DaemonSet'] as const)(
  'the rollout of a %s is told, and its pods are known by it',
  async (kind) => {
    const runs = async (image: string) => {
      const pods = (await readPods()).filter(({ owner }) => owner.kind === kind);
      return pods.length >= 2 && pods.every(({ containers }) => containers[0]?.image === image && containers[0].ready);
    };
    await cluster.apply([workload(kind, 'registry.example/agent:1')]);
    await until(() => runs('registry.example/agent:1'), { what: 'the pods run' });
    await cluster.apply([workload(kind, 'registry.example/agent:2')]);
    await until(() => runs('registry.example/agent:2'), { what: 'the pods are replaced' });
    const told = (await readRollouts()).filter(({ subject }) => subject.kind === kind);
    expect(told.map(({ subject, text }) => [subject.name, text])).toEqual([
      ['agent', 'was created'],
      ['agent', 'was rolled out, revision 2, with agent:2 in place of agent:1'],
    ]);
    const pods = (await readPods()).filter(({ owner }) => owner.kind === kind);
    expect(new Set(pods.map(templateHashOf))).toEqual(new Set([told[1]?.hash]));
  },
);

import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KubernetesObject } from './support/api.ts';
import { type Cluster, startCluster } from './support/cluster.ts';
import { isAlive } from './support/lock.ts';
import { until } from './support/until.ts';

describe('a cluster', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster();
    await cluster.apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } }]);
  });
  afterAll(() => cluster.stop());

  test('says its version, and kubectl the same', async () => {
    const { gitVersion } = await cluster.api.json<{ gitVersion: string }>('/version');
    const { stdout, exitCode } = await cluster.kubectl('version');
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`Client Version: ${gitVersion}`);
    expect(stdout).toContain(`Server Version: ${gitVersion}`);
  });

  test('has Ready nodes named like those of EKS', async () => {
    const { stdout } = await cluster.kubectl('get', 'nodes', '--no-headers');
    const rows = stdout
      .trim()
      .split('\n')
      .map((row) => row.split(/\s+/).slice(0, 2));
    expect(rows).toEqual([1, 2, 3].map((zone) => [`ip-10-0-${zone}-11.eu-west-1.compute.internal`, 'Ready']));
  });

  test('denies a user without rights, and the audit log has seen it', async () => {
    const kubeconfig = await cluster.kubeconfigFor({ user: 'eve', groups: ['visitors'] });
    const { stderr, exitCode } = await cluster.kubectl('get', 'secrets', '-n', 'shop', '--kubeconfig', kubeconfig);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('User "eve" cannot list resource "secrets" in API group "" in the namespace "shop"');
    const entries = await cluster.audit({ user: 'eve' });
    expect(entries.filter(({ resource }) => resource === 'secrets')).toMatchObject([
      { verb: 'list', namespace: 'shop', status: 403, isAllowed: false, groups: ['visitors', 'system:authenticated'] },
    ]);
  });

  test('allows what a role binding grants to a group and to a service account', async () => {
    await cluster.apply([
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'reader', namespace: 'shop' } },
      clusterRole('node-reader', [{ apiGroups: [''], resources: ['nodes'], verbs: ['list'] }]),
      clusterRoleBinding('node-reader', [
        { apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'node-readers' },
        { kind: 'ServiceAccount', namespace: 'shop', name: 'reader' },
      ]),
    ]);
    const kubeconfigs = [
      await cluster.kubeconfigFor({ user: 'bob', groups: ['node-readers'] }),
      await cluster.serviceAccountKubeconfig('shop', 'reader'),
    ];
    for (const kubeconfig of kubeconfigs) {
      await until(async () => (await cluster.kubectl('get', 'nodes', '--kubeconfig', kubeconfig)).exitCode === 0, {
        what: 'RBAC',
      });
      expect((await cluster.kubectl('get', 'pods', '-A', '--kubeconfig', kubeconfig)).exitCode).toBe(1);
    }
    expect(await cluster.audit({ user: 'system:serviceaccount:shop:reader' })).not.toEqual([]);
  });

  test('lets a node fall NotReady and come back', async () => {
    const name = 'ip-10-0-3-11.eu-west-1.compute.internal';
    await cluster.setNodeReady(name, false);
    expect((await cluster.kubectl('get', 'node', name, '--no-headers')).stdout).toContain('NotReady');
    await cluster.setNodeReady(name, true);
    const { stdout } = await cluster.kubectl('wait', '--for=condition=Ready', 'node', name, '--timeout=30s');
    expect(stdout).toContain('condition met');
  });

  test('finds the state of a node Unknown when its heartbeats end', async () => {
    const name = 'ip-10-0-2-11.eu-west-1.compute.internal';
    await cluster.silenceNode(name);
    const isUnknown = await cluster.kubectl('wait', '--for=condition=Ready=Unknown', 'node', name, '--timeout=90s');
    expect(isUnknown.stdout).toContain('condition met');
    await cluster.setNodeReady(name, true);
    const isReady = await cluster.kubectl('wait', '--for=condition=Ready', 'node', name, '--timeout=60s');
    expect(isReady.stdout).toContain('condition met');
  });

  test.each([
    ['crash-loop', 'CrashLoopBackOff'],
    ['oom-loop', 'CrashLoopBackOff'],
    ['image-pull-back-off', 'ImagePullBackOff'],
    ['config-error', 'CreateContainerConfigError'],
    ['unready', 'Running'],
  ])('lets a pod be in %s', async (behaviour, status) => {
    await cluster.apply([pod(behaviour, { 'eks-runbook.test/behaviour': behaviour })]);
    const row = await until(
      async () => {
        const { stdout } = await cluster.kubectl('get', 'pod', behaviour, '-n', 'shop', '--no-headers');
        return stdout.includes('Pending') || stdout.includes('ContainerCreating') ? undefined : stdout;
      },
      { what: `pod ${behaviour}`, deadlineMs: 30_000 },
    );
    expect(row.split(/\s+/).slice(1, 3)).toEqual(['0/1', status]);
  });

  test('lets a job fail', async () => {
    const template = {
      metadata: { annotations: { 'eks-runbook.test/behaviour': 'job-fails' } },
      spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'shop:1' }] },
    };
    const metadata = { name: 'doomed', namespace: 'shop' };
    await cluster.apply([{ apiVersion: 'batch/v1', kind: 'Job', metadata, spec: { backoffLimit: 0, template } }]);
    const { stdout } = await cluster.kubectl(
      'wait',
      '--for=condition=Failed',
      'job/doomed',
      '-n',
      'shop',
      '--timeout=30s',
    );
    expect(stdout).toContain('condition met');
  });

  test('answers exec with output, errors, input and exit code', async () => {
    await cluster.setExec(
      { namespace: 'shop', pod: 'web', container: 'main' },
      '#!/bin/sh\ncat; echo "$POD_NAME: $*"; echo oops >&2; exit 7\n',
    );
    await cluster.apply([pod('web-1')]);
    await waitForPod(cluster, 'web-1');
    expect(await cluster.kubectl('exec', '-n', 'shop', 'web-1', '--', 'env', '-0')).toEqual({
      stdout: 'web-1: env -0\n',
      stderr: 'oops\ncommand terminated with exit code 7\n',
      exitCode: 7,
    });
  });

  test('answers logs, tailed and previous', async () => {
    const web = { namespace: 'shop', pod: 'web', container: 'main' };
    const lines = ['one', 'two', 'three'].map((text, index) => ({
      at: new Date(Date.now() - 60_000 + index * 1000),
      text,
    }));
    await cluster.setLog(web, lines);
    await cluster.apply([pod('web-2')]);
    await waitForPod(cluster, 'web-2');
    expect((await cluster.kubectl('logs', '-n', 'shop', 'web-2', '--tail=2')).stdout).toBe('two\nthree\n');
    expect((await cluster.kubectl('logs', '-n', 'shop', 'web-2', '--since=10s')).stdout).toBe('');
    const without = await cluster.kubectl('logs', '-n', 'shop', 'web-2', '--previous');
    expect(without.exitCode).toBe(1);
    expect(without.stderr).toContain('previous terminated container "main" in pod "web-2" not found');
    await cluster.setLog(web, [{ at: new Date(), text: 'panic' }], 'previous');
    expect((await cluster.kubectl('logs', '-n', 'shop', 'web-2', '--previous')).stdout).toBe('panic\n');
  });

  test('reports a service whose pods cannot be reached', async () => {
    const service = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'lost', namespace: 'shop' },
      spec: { selector: { app: 'lost' }, ports: [{ port: 80, targetPort: 9999 }] },
    };
    await cluster.apply([service, pod('lost', {}, { app: 'lost' })]);
    await waitForPod(cluster, 'lost');
    const path = '/api/v1/namespaces/shop/services/lost:80/proxy/health';
    const answer = await until(
      async () => {
        const { status, text } = await cluster.api.call(path);
        return text.includes('no endpoints') ? undefined : { status, text };
      },
      { what: 'the endpoint of the service' },
    );
    expect(answer.status).toBe(503);
    expect(answer.text).toContain('error trying to reach service');
    expect(cluster.egress.asked.at(-1)).toMatchObject({
      target: expect.stringMatching(/^10\.0\.64\.\d+:9999$/),
      to: undefined,
    });
  });
});

describe('several clusters', () => {
  test('run at once without knowing each other, and leave nothing when stopped', async () => {
    const [one, two] = await Promise.all([startCluster({ nodes: 1 }), startCluster({ nodes: 2 })]);
    const processIds = [...one.processIds, ...two.processIds];
    try {
      const nodes = await Promise.all([one, two].map(({ kubectl }) => kubectl('get', 'nodes', '-o', 'name')));
      expect(nodes.map(({ stdout }) => stdout.trim().split('\n').length)).toEqual([1, 2]);
      expect(processIds.every(isAlive)).toBe(true);
    } finally {
      await Promise.all([one.stop(), two.stop()]);
    }
    expect(processIds.filter(isAlive)).toEqual([]);
    await expect(readFile(one.adminKubeconfig)).rejects.toThrow('ENOENT');
  });
});

const pod = (
  name: string,
  annotations: Record<string, string> = {},
  labels: Record<string, string> = {},
): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop', annotations, labels },
  spec: { containers: [{ name: 'main', image: 'shop:1' }] },
});

const clusterRole = (name: string, rules: object[]): KubernetesObject => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  metadata: { name },
  rules,
});

const clusterRoleBinding = (name: string, subjects: object[]): KubernetesObject => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  metadata: { name },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
  subjects,
});

async function waitForPod({ kubectl }: Cluster, name: string): Promise<void> {
  const { exitCode, stderr } = await kubectl(
    'wait',
    '--for=condition=Ready',
    'pod',
    name,
    '-n',
    'shop',
    '--timeout=30s',
  );
  if (exitCode !== 0) throw new Error(stderr);
}

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ClusterApi } from '#lib/cluster/cluster-api.ts';
import { type ClusterConnection, connectCluster } from '#lib/cluster/connection.ts';
import { accessFromKubeconfig } from '#lib/cluster/kubeconfig.ts';
import { environmentProbe } from '#lib/cluster/sources/environment-probe.ts';
import { weeklyConfiguration } from '#lib/runbook/weekly-configuration.ts';
import { configWith } from '../support/config.ts';
import { type Platform, startPlatform } from './platform/platform.ts';
import { checksOfRun, prepareWindow, type WindowRuns } from './support/window-runs.ts';

const namespace = 'ecommerce';
const check = 'configuration/environment-complete';

let platform: Platform;
/** The first pod of the backend. */
let pod: string;
beforeAll(async () => {
  platform = await startPlatform({ metricsServer: false, prometheus: false });
  const { items } = await platform.api.json<{ items: { metadata: { name: string } }[] }>(
    `/api/v1/namespaces/${namespace}/pods?labelSelector=app=ecommerce-backend`,
  );
  pod = items[0]?.metadata.name ?? '';
});
afterAll(() => platform?.stop());

async function connect(kubeconfig: string): Promise<{ connection: ClusterConnection; api: ClusterApi }> {
  const { access } = await accessFromKubeconfig({ kubeconfig, env: {} });
  const connection = connectCluster(access);
  return { connection, api: connection.api({ requests: 0, bytes: 0, items: 0 }) };
}

describe('a command through the real API server to a kubelet', () => {
  let connection: ClusterConnection;
  let api: ClusterApi;
  beforeAll(async () => {
    ({ connection, api } = await connect(platform.adminKubeconfig));
  });
  afterAll(() => connection?.close());

  const backend = () => ({ namespace, pod, container: 'backend' });

  test('gives what it wrote to stdout, and not what it wrote to stderr', async () => {
    expect(await api.exec({ ...backend(), command: ['env'] })).toMatch(
      /^DATABASE_HOST=postgresql\nDATABASE_PORT=5432\n/,
    );
    expect(await api.exec({ ...backend(), command: ['sh', '-c', 'echo told; echo noise >&2'] })).toBe('told\n');
  });

  test('hands each argument over as it is', async () => {
    const written = ['a b', '$HOME', '"c"', 'ä&?=#+'];
    const printed = await api.exec({ ...backend(), command: ['printf', '%s\n', ...written] });
    expect(printed.split('\n').slice(0, -1)).toEqual(written);
  });

  test('comes to the end of a long answer, of which a megabyte is kept', async () => {
    const long = await api.exec({ ...backend(), command: ['sh', '-c', 'head -c 3000000 /dev/zero | tr "\\0" x'] });
    expect(long).toBe('x'.repeat(1024 * 1024));
  });

  test.each([
    ['ends with an error', ['sh', '-c', 'exit 3'], 'exit code 3'],
    ['is not there', ['sh', '-c', 'no-such-program'], 'exit code 127'],
  ])('fails where the command %s', async (_, command, message) => {
    const running = api.exec({ ...backend(), command });
    await expect(running).rejects.toMatchObject({ failure: 'failed', message: expect.stringContaining(message) });
  });

  test('does not wait for a command that never ends', async () => {
    const running = api.exec({ ...backend(), command: ['sleep', '30'], deadlineMs: 500 });
    await expect(running).rejects.toMatchObject({ failure: 'timeout' });
  });

  test.each([
    ['pod', { pod: 'no-such-pod' }],
    ['container', { container: 'no-such-container' }],
  ])('fails for a %s that is not there', async (_, tweak) => {
    const running = api.exec({ ...backend(), ...tweak, command: ['env'] });
    await expect(running).rejects.toMatchObject({ name: 'ReadError', failure: 'failed' });
  });

  test('is denied to who may not', async () => {
    const stranger = await connect(await platform.kubeconfigFor({ user: 'stranger' }));
    const running = stranger.api.exec({ ...backend(), command: ['env'] });
    await expect(running).rejects.toMatchObject({ failure: 'denied', status: 403 });
    stranger.connection.close();
  });
});

describe('weekly-configuration by exec, under exactly its own rights', () => {
  const { configuration } = configWith();
  const config = configWith({ configuration: { ...configuration, exec: true } });
  let runs: WindowRuns;
  beforeAll(async () => {
    runs = await prepareWindow(platform, weeklyConfiguration, { config, args: ['--set', 'configuration.exec=true'] });
    await runs.grant(runs.permissions);
  });

  async function look() {
    const { document } = await runs.run();
    const result = checksOfRun(document).find(({ id }) => id === check);
    const read = document.reads.find(({ source }) => source === environmentProbe.name);
    return { document, result, read };
  }

  test('finds in the running containers what is required, tells no value, and is refused nothing', async () => {
    const { document, result, read } = await look();
    expect(result).toMatchObject({ status: 'passed', findings: [] });
    expect(read).toMatchObject({ status: 'ok', requests: 1 });
    expect(JSON.stringify(document)).not.toContain('not-a-real-password');
    const asked = await platform.audit({ user: runs.user });
    expect(asked.filter(({ isAllowed }) => !isAllowed)).toEqual([]);
    const execs = asked.filter(({ uri }) => uri.includes('/exec'));
    expect(execs.map(({ uri }) => uri)).toEqual([
      expect.stringMatching(/\/pods\/ecommerce-backend-\S+\/exec\?\S*command=env&container=backend$/),
    ]);
  });

  test('finds what a running container lacks, whatever its specification says', async () => {
    const lacking = { namespace, pod: 'ecommerce-backend', container: 'backend' };
    await platform.setExec(lacking, '#!/bin/sh\necho REDIS_HOST=redis\n');
    const { result } = await look();
    expect(result).toMatchObject({ status: 'failed' });
    expect(result?.findings.map(({ message }) => message)).toEqual([expect.stringContaining('DATABASE*')]);
  });

  const ofExec = environmentProbe.permissions(config).filter(({ resource }) => resource === 'pods/exec');

  test.each(ofExec.map(({ verb }) => [verb]))('has none to spare: %s pods/exec', async (verb) => {
    await runs.grant(runs.permissions.filter((right) => right.resource !== 'pods/exec' || right.verb !== verb));
    const { result, read } = await look();
    expect(read?.status).toBe('denied');
    expect(result).toMatchObject({ status: 'unknown', reason: expect.stringContaining(`${verb} pods/exec`) });
  });
});

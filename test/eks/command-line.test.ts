import { expect, it } from 'vitest';
import { loadSnapshot } from '#lib/cluster/embedded/load-snapshot.ts';
import { serveSnapshot } from '#lib/cluster/embedded/serve-snapshot.ts';
import { openShell } from '../support/command-line.ts';
import { describedCluster, startFakeAws } from './fake-aws.ts';

it('runs a window on an EKS cluster by its name', async () => {
  const server = await serveSnapshot(await loadSnapshot('healthy'));
  const { calls } = await startFakeAws(() => describedCluster(server.url));
  try {
    const looks = ['--cluster', 'shop', '--region', 'us-east-1', '--only', 'nodes/ready', '--output', 'json'];
    const { exitCode, stdout } = await openShell().run(
      'run',
      'daily-morning',
      ...looks,
      '--now',
      '2026-03-02T07:00:00Z',
    );
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout).run).toMatchObject({ cluster: 'shop', status: 'passed' });
    expect(calls.map(({ line }) => line)).toEqual(['GET /clusters/shop']);
    expect(calls[0]?.headers['authorization']).toContain('/us-east-1/eks/aws4_request');
  } finally {
    await server.close();
  }
});

it.each([
  [['--cluster', 'shop', '--context', 'minikube'], '--context and --cluster name two clusters; give one of them'],
  [['--region', 'us-east-1'], '--region and --profile belong to --cluster; name the EKS cluster with it'],
])('refuses %j', async (options, message) => {
  expect(await openShell().run('run', 'daily-morning', ...options)).toEqual({
    exitCode: 64,
    stdout: '',
    stderr: `runbook: ${message}\n`,
  });
});

it('says what to mend when EKS knows no such cluster', async () => {
  const headers = { 'x-amzn-errortype': 'ResourceNotFoundException' };
  await startFakeAws(() => ({ status: 404, body: { message: 'No cluster' }, headers }));
  const { exitCode, stderr } = await openShell().run('run', 'daily-morning', '--cluster', 'shop');
  expect({ exitCode, stderr }).toEqual({
    exitCode: 64,
    stderr:
      'runbook: EKS has no cluster shop in eu-west-1; aws eks list-clusters --region eu-west-1 lists those there are\n',
  });
});

it('gives the sweep the EKS cluster that it is asked to look at again', async () => {
  const headers = { 'x-amzn-errortype': 'ResourceNotFoundException' };
  const { calls } = await startFakeAws(() => ({ status: 404, body: { message: 'No cluster' }, headers }));
  const { exitCode } = await openShell().run('sweep', '--cluster', 'shop');
  expect(calls.map(({ line }) => line)).toEqual(['GET /clusters/shop']);
  expect(exitCode).toBe(64);
});

import { describe, expect, it } from 'vitest';
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

describe('the configuration', () => {
  const roleArn = 'arn:aws:iam::222222222222:role/looks';
  const home = [
    '--set',
    'cluster.name=shop',
    '--set',
    'cluster.region=eu-north-1',
    '--set',
    `cluster.roleArn=${roleArn}`,
  ];
  const refused = `<ErrorResponse><Error><Code>AccessDenied</Code><Message>not you</Message></Error></ErrorResponse>`;
  const headers = { 'x-amzn-errortype': 'ResourceNotFoundException' };

  async function lookAt(...options: string[]) {
    const { calls } = await startFakeAws(({ form }) =>
      form.has('RoleArn') ? { status: 403, body: refused } : { status: 404, body: { message: 'No cluster' }, headers },
    );
    const { stderr } = await openShell().run('run', 'daily-morning', ...home, ...options);
    const asked = calls.map((call) => call.form.get('RoleArn') ?? call.line);
    return { asked, signature: calls[0]?.headers['authorization'], stderr };
  }

  it('says where its cluster is, and as whom it is looked at', async () => {
    const { asked, signature, stderr } = await lookAt('--cluster', 'shop');
    expect(asked).toEqual([roleArn]);
    expect(signature).toContain('/eu-north-1/sts/aws4_request');
    expect(stderr).toContain(`the role ${roleArn} cannot be assumed`);
  });

  it.each([
    ['of another cluster', ['--cluster', 'till'], 'GET /clusters/till', 'eu-west-1'],
    [
      'where the command says the region',
      ['--cluster', 'shop', '--region', 'us-east-1'],
      'GET /clusters/shop',
      'us-east-1',
    ],
  ])('says nothing %s', async (_case, options, asked, region) => {
    const looked = await lookAt(...options);
    expect(looked.asked).toEqual([asked]);
    expect(looked.signature).toContain(`/${region}/eks/aws4_request`);
  });
});

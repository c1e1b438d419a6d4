import { describe, expect, it, vi } from 'vitest';
import { startFakeAws } from '../eks/fake-aws.ts';
import { openShell } from '../support/command-line.ts';
import { answerWith, describedStack, jsonError, operationOf, xmlError } from './fake-stack.ts';

const missing = xmlError(400, 'ValidationError', 'Stack with id x does not exist');

describe('--stack', () => {
  it.each([
    ['history'],
    ['show', 'latest'],
    ['diff', 'a', 'b'],
    ['incidents'],
    ['ack', 'INC-1'],
    ['resolve', 'INC-1', '--reason', 'x'],
    ['extend', 'INC-1', '--until', new Date(Date.now() + 3_600_000).toISOString(), '--reason', 'x'],
    ['escalate', 'INC-1'],
    ['note', 'INC-1', 'x'],
    ['silence'],
    ['simulate', 'escalation'],
    ['exemptions'],
    ['run', 'daily-morning'],
    ['baseline', 'show'],
    ['invoke', 'daily-morning'],
  ])('is where %s looks for what is kept', async (...command) => {
    const { calls } = await startFakeAws(answerWith({ DescribeStacks: missing }));
    const ended = await openShell({ env: { USER: 'ann' } }).run(...command, '--stack', 'ops', '--region', 'us-east-1');
    expect(ended).toEqual({
      exitCode: 64,
      stdout: '',
      stderr:
        'runbook: there is no stack ops in us-east-1; name another with --stack, --region or --profile, or deploy it (docs/deploy.md)\n',
    });
    expect(calls.map((call) => [operationOf(call), call.form.get('StackName')])).toEqual([['DescribeStacks', 'ops']]);
  });

  it('reads the table of the stack’s outputs', async () => {
    const { calls } = await startFakeAws(
      answerWith({ DescribeStacks: describedStack(), Query: { body: { Items: [] } } }),
    );
    const { exitCode, stdout } = await openShell().run('history', '--stack', 'ops');
    expect([exitCode, stdout]).toEqual([0, 'No run is kept yet. To make one: runbook run daily-morning\n']);
    expect(new Set(calls.map(operationOf))).toEqual(new Set(['DescribeStacks', 'Query']));
    expect([...(calls[1]?.form.keys() ?? [])][0]).toContain('"TableName":"runs"');
  });

  it.each([
    [['--region', 'us-east-1', '--profile', 'ops'], 'in us-east-1, as profile ops;'],
    [['--profile', 'ops'], 'in eu-west-1, as profile ops;'],
  ])('is eks-runbook with %j alone', async (options, place) => {
    await startFakeAws(answerWith({ DescribeStacks: missing }));
    const shell = openShell();
    const profile = '[ops]\naws_access_key_id = test\naws_secret_access_key = test\n';
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', shell.folder.write('credentials', profile));
    vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
    const { stderr } = await shell.run('history', ...options);
    expect(stderr).toContain(`there is no stack eks-runbook ${place}`);
  });

  it('is not asked without any of the three', async () => {
    const { calls } = await startFakeAws(answerWith({}));
    expect(await openShell().run('history')).toMatchObject({ exitCode: 0 });
    expect(calls).toEqual([]);
  });

  it('takes no recorded cluster', async () => {
    await startFakeAws(answerWith({ DescribeStacks: describedStack() }));
    const { exitCode, stderr } = await openShell().run(
      'run',
      'daily-morning',
      '--snapshot',
      'healthy',
      '--stack',
      'ops',
    );
    expect([exitCode, stderr]).toEqual([
      64,
      'runbook: a recorded cluster is none of a deployed runbook: give --snapshot or --stack\n',
    ]);
  });

  it('means the EKS cluster of the configuration, where no other is named', async () => {
    const { calls } = await startFakeAws((call) =>
      call.line.startsWith('GET /clusters/')
        ? jsonError(404, 'ResourceNotFoundException', 'No cluster')
        : describedStack(),
    );
    const { stderr } = await openShell().run('run', 'daily-morning', '--stack', 'ops', '--set', 'cluster.name=shop');
    expect(stderr).toContain('EKS has no cluster shop in eu-west-1');
    expect(calls.map(operationOf)).toEqual(['DescribeStacks', 'GET /clusters/shop']);
  });
});

describe('what keeps the stack from being found is told with what to mend', () => {
  it.each([
    [
      'an output that is not there',
      describedStack({}, 'ROLLBACK_COMPLETE'),
      'the stack ops in eu-west-1 (ROLLBACK_COMPLETE) has no output TableName: it is not the runbook’s, or its deployment did not finish; look at it with aws cloudformation describe-stack-events --stack-name ops',
    ],
    [
      'a right',
      xmlError(403, 'AccessDenied', 'User: ann is not authorized'),
      'User: ann is not authorized; give this identity cloudformation:DescribeStacks, or name another with --profile',
    ],
    [
      'credentials that have expired',
      xmlError(403, 'ExpiredToken', 'The security token included in the request is expired'),
      'AWS refuses the credentials (ExpiredToken, The security token included in the request is expired); sign in anew, and see that the clock is right',
    ],
    [
      'something else',
      xmlError(400, 'InvalidAction', 'no such action'),
      'cloudformation:DescribeStacks in eu-west-1: InvalidAction, no such action',
    ],
  ])('%s', async (_case, answer, message) => {
    await startFakeAws(answerWith({ DescribeStacks: answer }));
    const { exitCode, stderr } = await openShell().run('history', '--stack', 'ops');
    expect([exitCode, stderr]).toEqual([64, `runbook: ${message}\n`]);
  });

  it('no answer', async () => {
    await startFakeAws(answerWith({}));
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://127.0.0.1:1');
    expect((await openShell().run('history', '--stack', 'ops')).stderr).toBe(
      'runbook: cloudformation in eu-west-1 does not answer (ECONNREFUSED); look at the region and the network\n',
    );
  });

  it('no credentials', async () => {
    await startFakeAws(answerWith({}));
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_REGION']) vi.stubEnv(name, undefined);
    for (const name of ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE']) vi.stubEnv(name, '/dev/null');
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
    const shell = openShell();
    expect((await shell.run('history', '--stack', 'ops', '--region', 'eu-west-1')).stderr).toMatch(
      /^runbook: no AWS credentials \(.*\); sign in, or name a profile with --profile\n$/,
    );
    expect((await shell.run('history', '--profile', 'ops')).stderr).toBe(
      'runbook: no AWS region (there is no profile ops, or it names none); name the one of the stack with --region, or set AWS_REGION\n',
    );
  });

  it('a table that is gone', async () => {
    const gone = jsonError(400, 'ResourceNotFoundException', 'Requested resource not found');
    await startFakeAws(answerWith({ DescribeStacks: describedStack(), Query: gone }));
    const { exitCode, stderr } = await openShell().run('history', '--stack', 'ops');
    expect(stderr).toMatch(/^runbook: DynamoDB table runs: there is no such table in this account and region/);
    expect(exitCode).toBe(64);
  });
});

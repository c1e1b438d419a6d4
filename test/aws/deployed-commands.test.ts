import {
  DynamoDBClient,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { SetTopicAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { loadSnapshot } from '#lib/cluster/embedded/load-snapshot.ts';
import { type SnapshotServer, serveSnapshot } from '#lib/cluster/embedded/serve-snapshot.ts';
import { openShell } from '../support/command-line.ts';
import { emulatorClient } from './support/create-table.ts';
import { type DeployedStack, deployStack } from './support/deployed-stack.ts';
import { type Emulator, startMinistack } from './support/emulators.ts';
import { callSigned, region } from './support/signed-call.ts';

// A cloud of its own: in one with another test's stack of this name, their runs would be ours too.
let cloud: Emulator;
let stack: DeployedStack;
let cluster: SnapshotServer;
beforeAll(async () => {
  cloud = await startMinistack();
  [stack, cluster] = await Promise.all([deployStack(cloud.endpoint), loadSnapshot('example').then(serveSnapshot)]);
}, 180_000);
afterAll(async () => {
  await cluster?.close();
  await stack?.remove();
  await cloud?.stop();
});

beforeEach(() => {
  const environment = {
    AWS_ENDPOINT_URL: cloud.endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
});
afterEach(() => void vi.unstubAllEnvs());

/** A command on the deployed runbook, from a laptop that keeps nothing. */
function runbook(...args: string[]) {
  return openShell({ env: { USER: 'ann' } }).run(...args, '--stack', 'eks-runbook');
}

const clusterName = 'ecommerce-production';

/** The example cluster, live, as a context of a kubeconfig: the emulated EKS has no cluster behind it. */
function example(): string[] {
  const kubeconfig = {
    'current-context': 'c',
    contexts: [{ name: 'c', context: { cluster: clusterName, user: 'u' } }],
    clusters: [{ name: clusterName, cluster: { server: cluster.url } }],
    users: [{ name: 'u', user: {} }],
  };
  return ['--kubeconfig', openShell().folder.write('config', JSON.stringify(kubeconfig))];
}

const deployedParts = new Set(['stack', 'table', 'reports', 'alarms']);
const idsIn = (text: string) => text.match(/daily-morning\.[\w-]+\.\d{8}T\d+Z/g) ?? [];

describe('the command line on a deployed runbook', () => {
  it('invokes a window: follows its log, and shows the run that it kept', async () => {
    const asked = ['invoke', 'daily-morning', '--only', 'nodes/ready'];
    const { exitCode, stdout, stderr } = await runbook(...asked, '--output', 'json');
    const { run, steps } = JSON.parse(stdout);
    expect(run).toMatchObject({ window: 'daily-morning', cluster: clusterName, status: 'unknown' });
    expect(steps[0].checks).toMatchObject([{ id: 'nodes/ready', status: 'unknown' }]);
    expect(stderr).toMatch(/^eks-runbook-daily-morning in eu-west-1 has been started\n/);
    expect(stderr).toMatch(/\n\d\d:\d\d:\d\d INFO the run is done status=unknown .*isKept=true isTold=true/);
    expect(exitCode).toBe(2);
    expect(idsIn((await runbook('history')).stdout)).toEqual([run.id]);
    expect(JSON.parse((await runbook('show', 'latest', '--output', 'json')).stdout).run).toEqual(run);

    const again = await runbook(...asked, '--scheduled-at', run.scheduledAt, '--output', 'json');
    expect(JSON.parse(again.stdout).run).toEqual(run);
    expect(again.stderr).toContain('runbook: this run had been done before; nothing was looked at again\n');
  });

  it('keeps nothing of a dry run, whose summary it shows', async () => {
    const before = (await runbook('history')).stdout;
    const { exitCode, stdout } = await runbook('invoke', 'daily-morning', '--dry-run', '--only', 'nodes/ready');
    expect(stdout).toMatch(/^UNKNOWN {2}daily-morning on ecommerce-production\n.*, 1 could not look\nA dry run/);
    expect(exitCode).toBe(2);
    expect((await runbook('history')).stdout).toBe(before);
  });

  it('tells what the function refuses', async () => {
    // The emulator names no error's own type, from which a mistake is known: see test/cli/invoke.test.ts.
    const { exitCode, stdout, stderr } = await runbook('invoke', 'daily-morning', '--cluster', 'other');
    expect(stderr).toContain('no cluster other; this function looks at ecommerce-production');
    expect([exitCode, stdout]).toEqual([70, '']);
  });

  it('keeps a run by hand with those of the windows, and compares it with them', async () => {
    const looks = ['run', 'daily-morning', ...example(), '--only', 'nodes/ready', '--now', '2026-03-02T07:00:00Z'];
    expect((await runbook(...looks)).exitCode).toBe(1);
    const again = await runbook(...looks, '--output', 'json');
    expect(JSON.parse(again.stdout).steps[0].checks[0].findings).toMatchObject([{ state: 'ongoing', runs: 2 }]);
    const [after = '', before = ''] = idsIn((await runbook('history', '--cluster', clusterName)).stdout);
    const { exitCode, stdout } = await runbook('diff', before, after);
    expect(stdout).toContain('ip-10-0-23-180');
    expect(exitCode).toBe(0);
  });

  it('acknowledges an incident that the deployed sweep has opened', async () => {
    const path = '/2015-03-31/functions/eks-runbook-sweep/invocations';
    await callSigned(cloud.endpoint, { service: 'lambda', path, body: {} });
    const { stdout } = await runbook('incidents', '--output', 'json');
    const incidents = JSON.parse(stdout) as { id: string; checks: string[] }[];
    const id = incidents.find(({ checks }) => checks.includes('nodes/ready'))?.id ?? '';
    expect((await runbook('ack', id)).stdout).toMatch(new RegExp(`^${id}: acknowledged at level 1`));
    await runbook('note', id, 'looking');
    const shown = JSON.parse((await runbook('incidents', id, '--output', 'json')).stdout);
    expect(shown.timeline.at(-1)).toMatchObject({ by: 'ann', text: 'looking' });
  });

  it('examines the table and the topics, and what it advises mends them', async () => {
    const asked = ['doctor', '--window', 'daily-evening', ...example(), '--output', 'json'];
    const examine = async () => {
      const { exitCode, stdout } = await runbook(...asked);
      const { diagnoses } = JSON.parse(stdout) as { diagnoses: { id: string; status: string; seen: string }[] };
      return {
        exitCode,
        parts: diagnoses.filter(({ id }) => deployedParts.has(id)).map(({ id, status, seen }) => [id, status, seen]),
      };
    };
    const { TableName = '', ReportTopicArn = '', AlarmTopicArn = '' } = stack.outputs;
    const nameOf = (arn: string) => arn.split(':').at(-1);
    // What the emulator's CloudFormation leaves out of the template.
    const off = ['point-in-time recovery is off', 'time to live is off', 'deletion protection is off'];
    expect(await examine()).toEqual({
      exitCode: 1,
      parts: [
        ['stack', 'ok', `eks-runbook in ${region}, CREATE_COMPLETE`],
        ['table', 'not-ok', `${TableName}: ${off.join('; ')}`],
        ['reports', 'not-ok', `${nameOf(ReportTopicArn)}: not encrypted`],
        ['alarms', 'not-ok', `${nameOf(AlarmTopicArn)}: not encrypted`],
      ],
    });
    await mend(TableName, [ReportTopicArn, AlarmTopicArn]);
    const mended = await examine();
    expect(mended.parts.map(([id, status]) => [id, status])).toEqual([
      ['stack', 'ok'],
      ['table', 'ok'],
      ['reports', 'ok'],
      ['alarms', 'ok'],
    ]);
    expect(mended.exitCode).toBe(0);
  });

  it('says where it looked for a stack that is not there', async () => {
    const { exitCode, stderr } = await openShell().run('history', '--stack', 'ops');
    expect([exitCode, stderr]).toEqual([
      64,
      `runbook: there is no stack ops in ${region}; name another with --stack, --region or --profile, or deploy it (docs/deploy.md)\n`,
    ]);
  });
});

/** Does what the doctor's commands do. */
async function mend(TableName: string, topics: readonly string[]): Promise<void> {
  const client = { ...emulatorClient(cloud.endpoint), region };
  const [dynamodb, sns] = [new DynamoDBClient(client), new SNSClient(client)];
  onTestFinished(() => {
    dynamodb.destroy();
    sns.destroy();
  });
  const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
  await dynamodb.send(new UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification }));
  const TimeToLiveSpecification = { Enabled: true, AttributeName: 'expiresAt' };
  await dynamodb.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
  await dynamodb.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: true }));
  for (const TopicArn of topics) {
    const attribute = { AttributeName: 'KmsMasterKeyId', AttributeValue: 'alias/aws/sns' };
    await sns.send(new SetTopicAttributesCommand({ TopicArn, ...attribute }));
  }
}

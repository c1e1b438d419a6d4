import { execFile } from 'node:child_process';
import { globSync, readFileSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ListSubscriptionsByTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openDynamodbTable } from '#lib/store/dynamodb-table.ts';
import { listRuns } from '#lib/store/runs.ts';
import { emulatorClient } from './support/create-table.ts';
import { installCfnLint } from './support/install.ts';

const run = promisify(execFile);
const region = 'eu-west-1';
const endpoint = inject('ministack');
const client = { ...emulatorClient(endpoint), region };

let folder: string;
let outputs: Readonly<Record<string, string>>;

/** The CDK's command line, with credentials that are nobody's. */
function cdk(cwd: string, ...args: string[]) {
  return run(join(process.cwd(), 'node_modules/.bin/cdk'), [...args, '--no-notices'], {
    cwd,
    env: {
      ...process.env,
      CDK_DISABLE_CLI_TELEMETRY: '1',
      AWS_ENDPOINT_URL: endpoint,
      AWS_ENDPOINT_URL_S3: endpoint,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_REGION: region,
    },
  });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'eks-runbook-'));
  // From a folder without an app, which is not bundled for it in vain.
  await cdk(folder, 'bootstrap', `aws://000000000000/${region}`);
  const places = ['--output', join(folder, 'out'), '--outputs-file', join(folder, 'outputs.json')];
  await cdk(process.cwd(), 'deploy', 'eks-runbook', '--require-approval', 'never', ...places);
  outputs = JSON.parse(readFileSync(join(folder, 'outputs.json'), 'utf8'))['eks-runbook'];
}, 180_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Starts a deployed function as its schedule does, but waits for its answer. */
async function invoke(name: string, event: object): Promise<Readonly<Record<string, unknown>>> {
  const credential = `Credential=test/20260101/${region}/lambda/aws4_request`;
  const answer = await fetch(`${endpoint}/2015-03-31/functions/${name}/invocations`, {
    method: 'POST',
    body: JSON.stringify(event),
    headers: { authorization: `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=host, Signature=0` },
  });
  return (await answer.json()) as Readonly<Record<string, unknown>>;
}

describe('the stack in the emulated cloud', () => {
  it('has templates in which cfn-lint finds nothing', async () => {
    const templates = globSync(join(folder, 'out/*.template.json'));
    expect(templates).toHaveLength(2);
    const bin = join(await installCfnLint(), 'bin');
    const args = ['--format', 'parseable', '--non-zero-exit-code', 'none', ...templates];
    const linted = await run(join(bin, 'python'), [join(bin, 'cfn-lint'), ...args]);
    expect(linted.stdout).toBe('');
  }, 120_000);

  it('has functions that load at most 800 kB to start', () => {
    const sizes = globSync(join(folder, 'out/asset.*/index.mjs')).map((file) => statSync(file).size);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(800_000);
  });

  it('runs a window from its bundle: a cluster that cannot be found is unknown, kept, and one run however often asked', async () => {
    const event = { cluster: 'ecommerce-production', scheduledAt: '2026-03-02T07:00:00Z' };
    const first = await invoke('eks-runbook-daily-morning', event);
    const id = 'daily-morning.ecommerce-production.20260302T070000Z';
    expect(first).toMatchObject({ id, status: 'unknown', isKept: true, isRepeat: false });
    expect(await invoke('eks-runbook-daily-morning', event)).toMatchObject({ id, isRepeat: true });

    const table = openDynamodbTable(outputs['TableName'] ?? '', { client });
    expect((await listRuns(table, { limit: 10 })).map((summary) => [summary.id, summary.status])).toEqual([
      [id, 'unknown'],
    ]);
    table.close();
  });

  it('asks the configured address to confirm reports and alarms', async () => {
    const sns = new SNSClient(client);
    for (const name of ['ReportTopicArn', 'AlarmTopicArn']) {
      const input = { TopicArn: outputs[name] };
      const { Subscriptions = [] } = await sns.send(new ListSubscriptionsByTopicCommand(input));
      expect(Subscriptions.map(({ Protocol, Endpoint }) => [Protocol, Endpoint])).toEqual([
        ['email', 'platform-alerts@techcorp.com'],
      ]);
    }
    sns.destroy();
  });
});

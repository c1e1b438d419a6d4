import { execFile } from 'node:child_process';
import { globSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ListSubscriptionsByTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openDynamodbTable } from '#lib/store/dynamodb-table.ts';
import { listRuns } from '#lib/store/runs.ts';
import { emulatorClient } from './support/create-table.ts';
import { type DeployedStack, deployStack } from './support/deployed-stack.ts';
import { installCfnLint } from './support/install.ts';
import { region } from './support/signed-call.ts';

const run = promisify(execFile);
const endpoint = inject('ministack');
const client = { ...emulatorClient(endpoint), region };

let stack: DeployedStack;
beforeAll(async () => {
  stack = await deployStack(endpoint);
}, 180_000);

afterAll(() => stack?.remove());

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
    const templates = globSync(join(stack.assembly, '*.template.json'));
    expect(templates).toHaveLength(2);
    const bin = join(await installCfnLint(), 'bin');
    const args = ['--format', 'parseable', '--non-zero-exit-code', 'none', ...templates];
    const linted = await run(join(bin, 'python'), [join(bin, 'cfn-lint'), ...args]);
    expect(linted.stdout).toBe('');
  }, 120_000);

  it('has functions that load at most 800 kB to start', () => {
    const sizes = globSync(join(stack.assembly, 'asset.*/index.mjs')).map((file) => statSync(file).size);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(800_000);
  });

  it('runs a window from its bundle: a cluster that cannot be found is unknown, kept, and one run however often asked', async () => {
    const event = { cluster: 'ecommerce-production', scheduledAt: '2026-03-02T07:00:00Z' };
    const first = await invoke('eks-runbook-daily-morning', event);
    const id = 'daily-morning.ecommerce-production.20260302T070000Z';
    expect(first).toMatchObject({ id, status: 'unknown', isKept: true, isRepeat: false });
    expect(await invoke('eks-runbook-daily-morning', event)).toMatchObject({ id, isRepeat: true });

    const table = openDynamodbTable(stack.outputs['TableName'] ?? '', { client });
    expect((await listRuns(table, { limit: 10 })).map((summary) => [summary.id, summary.status])).toEqual([
      [id, 'unknown'],
    ]);
    table.close();
  });

  it('asks the configured address to confirm reports and alarms', async () => {
    const sns = new SNSClient(client);
    for (const name of ['ReportTopicArn', 'AlarmTopicArn']) {
      const input = { TopicArn: stack.outputs[name] };
      const { Subscriptions = [] } = await sns.send(new ListSubscriptionsByTopicCommand(input));
      expect(Subscriptions.map(({ Protocol, Endpoint }) => [Protocol, Endpoint])).toEqual([
        ['email', 'platform-alerts@techcorp.com'],
      ]);
    }
    sns.destroy();
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudFormationClient, CreateStackCommand, waitUntilStackCreateComplete } from '@aws-sdk/client-cloudformation';
import { ListSubscriptionsByTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDynamodbTable } from '#lib/store/dynamodb-table.ts';
import { type ComparedTemplate, findReplaced } from '../infra/replaced-resources.ts';
import { templateOfCommitBefore } from './support/commit-before.ts';
import { emulatorClient } from './support/create-table.ts';
import { type DeployedStack, deployStack } from './support/deployed-stack.ts';
import { type Emulator, startMinistack } from './support/emulators.ts';
import { region } from './support/signed-call.ts';

const StackName = 'eks-runbook';
const item = { pk: 'RUN#kept', sk: 'META', text: 'from before' };

let cloud: Emulator;
let client: ReturnType<typeof clientOf>;
let before: Readonly<Record<string, string | undefined>>;
let subscriptionsBefore: unknown;
let stack: DeployedStack;

const clientOf = (endpoint: string) => ({ ...emulatorClient(endpoint), region });

// Of its own, so that nothing is there but what this stack makes.
beforeAll(async () => {
  cloud = await startMinistack();
  client = clientOf(cloud.endpoint);
  before = await deployFirst();
  const table = openDynamodbTable(before['TableName'] ?? '', { client });
  await table.transact([{ put: item }]);
  table.close();
  subscriptionsBefore = await listSubscriptions();
  stack = await deployStack(cloud.endpoint);
}, 300_000);

afterAll(async () => {
  await stack?.remove();
  await cloud?.stop();
});

/** What holds data as it was first deployed, and its outputs. */
async function deployFirst(): Promise<Readonly<Record<string, string | undefined>>> {
  const formation = new CloudFormationClient(client);
  const TemplateBody = readFileSync(new URL('../infra/first-stack.template.json', import.meta.url), 'utf8');
  await formation.send(new CreateStackCommand({ StackName, TemplateBody }));
  const waiting = { client: formation, maxWaitTime: 60, minDelay: 1, maxDelay: 1 };
  const { reason } = await waitUntilStackCreateComplete(waiting, { StackName });
  formation.destroy();
  const outputs: readonly { OutputKey?: string; OutputValue?: string }[] = reason.Stacks[0].Outputs;
  return Object.fromEntries(outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
}

async function listSubscriptions(): Promise<unknown> {
  const sns = new SNSClient(client);
  const input = { TopicArn: before['ReportTopicArn'] };
  const { Subscriptions } = await sns.send(new ListSubscriptionsByTopicCommand(input));
  sns.destroy();
  return Subscriptions;
}

describe('the stack, deployed over one that has been in use', () => {
  it('has the same table, with what was in it', async () => {
    expect(stack.outputs['TableName']).toBe(before['TableName']);
    const table = openDynamodbTable(stack.outputs['TableName'] ?? '', { client });
    expect(await table.get({ pk: item.pk, sk: item.sk })).toEqual(item);
    table.close();
  });

  it('has the same topics, and those who were subscribed', async () => {
    for (const name of ['ReportTopicArn', 'AlarmTopicArn']) expect(stack.outputs[name]).toBe(before[name]);
    expect(subscriptionsBefore).toHaveLength(1);
    expect(await listSubscriptions()).toEqual(subscriptionsBefore);
  });

  it('replaces nothing that holds data of the commit before, where that is at hand', async () => {
    const current = JSON.parse(
      readFileSync(join(stack.assembly, `${StackName}.template.json`), 'utf8'),
    ) as ComparedTemplate;
    const old = await templateOfCommitBefore();
    // One that is not at hand is compared by first-stack.template.json, to which all that holds data is added.
    expect(old === undefined ? [] : findReplaced(old, current)).toEqual([]);
  }, 60_000);
});

import { build, type Metafile } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { readEnvironment } from '#lib/lambda/environment.ts';
import { allWindows } from '#lib/runbook/registry.ts';
import { bundleOptions } from '../../scripts/function-bundle.ts';
import { synthesizeRunbook } from './synthesize.ts';

interface Statement {
  readonly Sid: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

/** The shipped configuration with all that asks for a right, so that every function has all that it can have. */
const escalation = {
  delivery: {
    pagerdutyRoutingKey: 'secretsmanager:eks-runbook/pagerduty',
    pagerdutyWebhookSecret: 'ssm:webhook',
    pagerdutyStartsEmergency: true,
  },
  links: { baseUrl: 'https://ack.example.org', secret: 'secretsmanager:eks-runbook/links' },
};
const backups = {
  aws: {
    vaults: ['shop'],
    resourceArns: ['arn:aws:dynamodb:eu-west-1:111122223333:table/carts'],
    rdsInstances: ['orders'],
  },
};
const template = synthesizeRunbook({ configs: [{ escalation, backups }] });
const functions = Object.entries(template.findResources('AWS::Lambda::Function')).map(([id, { Properties }]) => {
  const role = template.findResources('AWS::IAM::Role')[Properties.Role['Fn::GetAtt'][0]];
  const policies = new Map<string, readonly Statement[]>(
    role?.Properties.Policies.map(
      ({ PolicyName, PolicyDocument }: { PolicyName: string; PolicyDocument: { Statement: readonly Statement[] } }) => [
        PolicyName,
        PolicyDocument.Statement,
      ],
    ),
  );
  const name = String(Properties.FunctionName).replace('eks-runbook-', '');
  return { id, name, properties: Properties, role: role?.Properties, policies };
});

/** What each operation of the SDK needs, besides the key of what is encrypted. */
const rightsOf: Readonly<Record<string, readonly string[]>> = {
  GetItem: ['dynamodb:GetItem'],
  Query: ['dynamodb:Query'],
  // lib/store/dynamodb-table.ts puts Put, Update and Delete into it.
  TransactWriteItems: ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
  // Endpoint discovery, which is off.
  DescribeEndpoints: [],
  DescribeCluster: ['eks:DescribeCluster'],
  // Granted with the roles that configurations name.
  AssumeRole: [],
  Publish: ['sns:Publish', 'kms:Decrypt', 'kms:GenerateDataKey'],
  // lib/notify/secrets.ts has it hand on secrets of Secrets Manager too.
  GetParameter: ['ssm:GetParameter', 'secretsmanager:GetSecretValue'],
  Invoke: ['lambda:InvokeFunction'],
  ...actionsOf('eks', [
    'ListAccessEntries',
    'DescribeAccessEntry',
    'ListAssociatedAccessPolicies',
    'ListPodIdentityAssociations',
    'DescribePodIdentityAssociation',
  ]),
  ...actionsOf('sns', ['ListSubscriptionsByTopic', 'GetSubscriptionAttributes']),
  ...actionsOf('ecr', ['DescribeImageScanFindings']),
  ...actionsOf('inspector2', ['ListFindings']),
  ...actionsOf('backup', ['ListRecoveryPointsByBackupVault', 'ListRecoveryPointsByResource', 'ListBackupJobs']),
  ...actionsOf('rds', ['DescribeDBInstances', 'DescribeDBSnapshots']),
};

/** Ends so. */
function literal(end: string): RegExp {
  return new RegExp(`${end.replaceAll(/[?/]/g, '\\$&')}$`);
}

/** Operations whose right bears their name. */
function actionsOf(service: string, names: readonly string[]): Record<string, readonly string[]> {
  return Object.fromEntries(names.map((name) => [name, [`${service}:${name}`]]));
}

/** The operations of AWS that a function's bundle carries, by the function: `GetItem`, ... */
let operations: ReadonlyMap<string, ReadonlySet<string>>;

beforeAll(async () => {
  const entryPoints = Object.fromEntries(functions.map(({ name }) => [name, `functions/${name}.ts`]));
  // All at once, which is quicker: what several have in common is in files that each of them imports.
  const quick = { entryPoints, outdir: 'out', minify: false, sourcemap: false, write: false, metafile: true } as const;
  const { metafile } = await build({ ...bundleOptions('daily-morning'), ...quick });
  operations = new Map(functions.map(({ name }) => [name, operationsIn(metafile, `out/${name}.mjs`)]));
});

function operationsIn({ outputs }: Metafile, file: string): ReadonlySet<string> {
  const reached = new Set([file]);
  // A set goes on to what is added to it on the way.
  for (const one of reached) {
    for (const { path, external } of outputs[one]?.imports ?? []) if (!external) reached.add(path);
  }
  const inputs = [...reached].flatMap((one) => Object.entries(outputs[one]?.inputs ?? {}));
  const commands = inputs.flatMap(([path, { bytesInOutput }]) => {
    const command = /@aws-sdk\/client-[^/]+\/dist-es\/commands\/(\w+)Command\.js$/.exec(path)?.[1];
    return command && bytesInOutput > 0 ? command : [];
  });
  return new Set(commands);
}

describe('the rights of each function', () => {
  it.each(functions.map(({ name, policies }) => [name, policies] as const))(
    '%s: the actions are those of the operations in its code',
    (name, policies) => {
      const granted = (policies.get('code') ?? []).flatMap(({ Action }) => Action);
      const used = [...(operations.get(name) ?? [])];
      expect(granted.toSorted()).toEqual(
        [...new Set(used.flatMap((operation) => rightsOf[operation] ?? operation))].toSorted(),
      );
    },
  );

  it('a window reads and writes the one table, looks up the one cluster, publishes to the one topic, may page level 1', () => {
    const { policies } = functions.find(({ name }) => name === 'daily-morning') ?? {};
    const table = { 'Fn::GetAtt': [expect.stringMatching(/^Table/), 'Arn'] };
    const secretOf = (end: string) => ({
      'Fn::Join': ['', expect.arrayContaining([expect.stringMatching(literal(end))])],
    });
    expect(policies?.get('code')?.map(({ Sid, Effect, Resource }) => [Sid, Effect, Resource])).toEqual([
      [
        'FindCluster',
        'Allow',
        { 'Fn::Join': ['', ['arn:aws:eks:eu-west-1:', { Ref: 'AWS::AccountId' }, ':cluster/ecommerce-production']] },
      ],
      ['KeepRuns', 'Allow', table],
      ['ListRuns', 'Allow', [table, { 'Fn::Join': ['', [table, '/index/gsi1']] }]],
      ['TellPeople', 'Allow', { Ref: expect.stringMatching(/^TopicsReports/) }],
      ['EncryptMessages', 'Allow', { 'Fn::GetAtt': [expect.stringMatching(/^TopicsKey/), 'Arn'] }],
      ['ReadParameters', 'Allow', secretOf(':parameter/aws/reference/secretsmanager/eks-runbook/pagerduty')],
      ['ReadSecrets', 'Allow', secretOf(':secret:eks-runbook/pagerduty-??????')],
    ]);
  });

  it('the sweep may examine the topics that it publishes to, and no others', () => {
    const { policies } = functions.find(({ name }) => name === 'sweep') ?? {};
    const resourcesOf = (sid: string) => policies?.get('code')?.find(({ Sid }) => Sid === sid)?.Resource;
    expect(resourcesOf('ExamineTopics')).toEqual({ Ref: expect.stringMatching(/^TopicsReports/) });
    expect(resourcesOf('ExamineTopics')).toEqual(resourcesOf('TellPeople'));
  });

  it('the sweep may ask every window, by name, to look again', () => {
    const { policies } = functions.find(({ name }) => name === 'sweep') ?? {};
    const ask = policies?.get('code')?.find(({ Sid }) => Sid === 'AskWindows');
    const lambdaArn = (name: string) => ({
      'Fn::Join': ['', ['arn:aws:lambda:eu-west-1:', { Ref: 'AWS::AccountId' }, `:function:eks-runbook-${name}`]],
    });
    expect(ask?.Resource).toEqual(
      allWindows
        .map(({ id }) => id)
        .toSorted()
        .map(lambdaArn),
    );
  });

  it('what takes acknowledgements may start the emergency window, and only where that is configured', () => {
    const asksIn = (made: ReturnType<typeof synthesizeRunbook>) =>
      Object.values(made.findResources('AWS::IAM::Role', { Properties: { RoleName: 'eks-runbook-acknowledge' } }))
        .flatMap(({ Properties }) => Properties.Policies[0].PolicyDocument.Statement as readonly Statement[])
        .filter(({ Sid }) => Sid === 'AskWindows');
    expect(JSON.stringify(asksIn(template)[0]?.Resource)).toContain(':function:eks-runbook-emergency"');
    expect(asksIn(synthesizeRunbook())).toEqual([]);
  });

  it.each(functions.map(({ id, role, policies }) => [id, role, policies] as const))(
    '%s: Lambda itself may write its own log and keep failed events, in its name only',
    (id, role, policies) => {
      const log = id.replace(/Function\w+$/, 'Log');
      expect(policies.get('service')?.map(({ Action, Resource }) => [Action, Resource])).toEqual([
        [['logs:CreateLogStream', 'logs:PutLogEvents'], { 'Fn::GetAtt': [expect.stringMatching(`^${log}`), 'Arn'] }],
        ['sqs:SendMessage', { 'Fn::GetAtt': [expect.stringMatching(/^DeadLetters/), 'Arn'] }],
      ]);
      expect([...policies.keys()]).toEqual(['code', 'service']);
      expect(role).not.toHaveProperty('ManagedPolicyArns');
      expect(role.AssumeRolePolicyDocument.Statement).toEqual([
        { Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' } },
      ]);
    },
  );

  it('are in no policy besides the roles', () => {
    for (const type of ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy']) {
      expect(template.findResources(type)).toEqual({});
    }
  });
});

describe('the environment of each function', () => {
  it.each(functions.map(({ name, properties }) => [name, properties.Environment.Variables] as const))(
    '%s: what its code reads, and what Node reads',
    (_name, variables) => {
      expect(Object.keys(variables).toSorted()).toEqual(['CONFIG', 'NODE_OPTIONS', 'TABLE_NAME', 'TOPIC_ARN']);
      const { NODE_OPTIONS, ...read } = variables;
      expect(NODE_OPTIONS).toBe('--enable-source-maps');
      const arn = 'arn:aws:sns:eu-west-1:000000000000:reports';
      const given = { ...read, TABLE_NAME: 'runs', TOPIC_ARN: arn, LAMBDA_TASK_ROOT: '/var/task' };
      expect(readEnvironment(given)).toEqual({
        tableName: 'runs',
        topicArn: arn,
        phoneTopicArn: undefined,
        configPaths: ['/var/task/ecommerce-production.json'],
      });
    },
  );
});

import { existsSync } from 'node:fs';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { build, type Metafile } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { createDeadLetters } from '#lib/infra/dead-letters.ts';
import { createFunctions } from '#lib/infra/functions.ts';
import { readEnvironment } from '#lib/lambda/environment.ts';
import { dailyMorning } from '#lib/runbook/daily-morning.ts';
import { allWindows } from '#lib/runbook/registry.ts';
import { bundleOptions } from '../../scripts/function-bundle.ts';
import { synthesizeRunbook } from './synthesize.ts';

interface Statement {
  readonly Sid: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

const template = synthesizeRunbook();
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
  // Granted with the roles that cdk.json names.
  AssumeRole: [],
  Publish: ['sns:Publish', 'kms:Decrypt', 'kms:GenerateDataKey'],
};

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

  it('a window reads and writes the one table, looks up the one cluster, publishes to the one topic', () => {
    const { policies } = functions.find(({ name }) => name === 'daily-morning') ?? {};
    const table = { 'Fn::GetAtt': [expect.stringMatching(/^Table/), 'Arn'] };
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
    ]);
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
        configPaths: ['/var/task/ecommerce-production.yaml'],
        clusterRoles: new Map(),
      });
    },
  );
});

const propertiesOf = (template: ReturnType<typeof synthesizeRunbook>, name: string) => {
  const FunctionName = `eks-runbook-${name}`;
  return Object.values(template.findResources('AWS::Lambda::Function', { Properties: { FunctionName } }))[0]
    ?.Properties;
};

describe('functions', () => {
  it('are one for each window, and those others that are there', () => {
    const names = Object.values(synthesizeRunbook().findResources('AWS::Lambda::Function')).map(
      ({ Properties }) => Properties.FunctionName,
    );
    const others = ['sweep', 'acknowledge'].filter((name) => existsSync(`functions/${name}.ts`));
    const expected = [...allWindows.map(({ id }) => id), ...others].map((name) => `eks-runbook-${name}`);
    expect(names).toEqual(expected);
  });

  it('run on Node 24 and arm64, each failed event kept after two more tries', () => {
    const all = (type: string) => Object.values(template.findResources(type)).map(({ Properties }) => Properties);
    for (const made of all('AWS::Lambda::Function')) {
      expect(made).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'], Handler: 'index.handler' });
    }
    const tries = all('AWS::Lambda::EventInvokeConfig');
    expect(tries).toHaveLength(functions.length);
    for (const one of tries) expect(one).toMatchObject({ MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 3600 });
    for (const log of all('AWS::Logs::LogGroup')) expect(log).toMatchObject({ RetentionInDays: 90 });
  });

  it('know all clusters, and their own role for one in another account', () => {
    const template = synthesizeRunbook({
      deployment: { clusterRoles: { shop: 'arn:aws:iam::111122223333:role/looker' } },
      configs: [{}, { cluster: { name: 'shop' } }],
    });
    expect(propertiesOf(template, 'daily-morning').Environment.Variables).toMatchObject({
      CONFIG: 'ecommerce-production.yaml,shop.yaml',
      CLUSTER_ROLES: 'shop=arn:aws:iam::111122223333:role/looker',
    });
    const statements = Object.values(
      template.findResources('AWS::IAM::Role', { Properties: { RoleName: 'eks-runbook-daily-morning' } }),
    )[0]?.Properties.Policies[0].PolicyDocument.Statement;
    expect(statements[0].Resource['Fn::Join'][1].at(-1)).toBe(':cluster/ecommerce-production');
    expect(statements[1]).toEqual({
      Sid: 'TakeRole',
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Resource: 'arn:aws:iam::111122223333:role/looker',
    });
  });

  it('that write to a cluster run one at a time, unless the account cannot spare the concurrency', () => {
    const windows = [{ window: dailyMorning, clusters: [], schedules: [], writesToCluster: true }];
    for (const reserveConcurrency of [true, false]) {
      const stack = new Stack(new App({ context: { 'aws:cdk:bundling-stacks': [] } }), 'alone');
      const statement = new PolicyStatement({
        actions: ['sns:Publish'],
        resources: ['arn:aws:sns:eu-west-1:111122223333:x'],
      });
      const rights = { keep: [statement], tell: [] };
      const shared = { stackName: 'alone', network: undefined, environment: {}, files: {}, rights };
      createFunctions(stack, { ...shared, windows, deadLetters: createDeadLetters(stack), reserveConcurrency });
      const made = Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function'));
      const reserved = made.map(({ Properties }) => Properties.ReservedConcurrentExecutions);
      // the window's first; the sweep waits for nobody; what anyone may call takes no more than its share
      expect(reserved.filter((one) => one !== undefined)).toEqual(reserveConcurrency ? [1, 5] : []);
    }
  });

  it('join the given network, and may not use its rights from their code', () => {
    const template = synthesizeRunbook({
      deployment: {
        network: {
          vpcId: 'vpc-0123456789abcdef0',
          subnetIds: ['subnet-0123456789abcdef1', 'subnet-0123456789abcdef2'],
        },
      },
    });
    const [groupId] = Object.keys(template.findResources('AWS::EC2::SecurityGroup'));
    expect(propertiesOf(template, 'daily-morning').VpcConfig).toEqual({
      SubnetIds: ['subnet-0123456789abcdef1', 'subnet-0123456789abcdef2'],
      SecurityGroupIds: [{ 'Fn::GetAtt': [groupId, 'GroupId'] }],
    });
    template.hasResourceProperties('AWS::EC2::SecurityGroup', {
      VpcId: 'vpc-0123456789abcdef0',
      SecurityGroupEgress: [{ CidrIp: '0.0.0.0/0', FromPort: 443, ToPort: 443, IpProtocol: 'tcp' }],
    });
    const roles = template.findResources('AWS::IAM::Role', { Properties: { RoleName: 'eks-runbook-daily-morning' } });
    const [, , allowed, refused] = Object.values(roles)[0]?.Properties.Policies[1].PolicyDocument.Statement ?? [];
    expect([allowed.Effect, refused.Effect, refused.Action]).toEqual(['Allow', 'Deny', allowed.Action]);
    expect(JSON.stringify(refused.Condition.ArnEquals)).toContain(':function:eks-runbook-daily-morning');
  });

  it('use given security groups instead of one of their own', () => {
    const network = {
      vpcId: 'vpc-0123456789abcdef0',
      subnetIds: ['subnet-0123456789abcdef1'],
      securityGroupIds: ['sg-0123456789abcdef0'],
    };
    const template = synthesizeRunbook({ deployment: { network } });
    template.resourceCountIs('AWS::EC2::SecurityGroup', 0);
    expect(propertiesOf(template, 'daily-morning').VpcConfig.SecurityGroupIds).toEqual(['sg-0123456789abcdef0']);
  });
});

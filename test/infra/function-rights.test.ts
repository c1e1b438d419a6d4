import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { readEnvironment } from '#lib/lambda/environment.ts';
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
  DescribeCluster: ['eks:DescribeCluster'],
  Publish: ['sns:Publish', 'kms:Decrypt', 'kms:GenerateDataKey'],
};

/** The operations of AWS that a function's bundle carries: `GetItem`, ... */
let operations: ReadonlyMap<string, readonly string[]>;

beforeAll(async () => {
  const entryPoints = Object.fromEntries(functions.map(({ name }) => [name, `functions/${name}.ts`]));
  const options = { bundle: true, write: false, metafile: true, minifySyntax: true, format: 'esm' } as const;
  const { metafile } = await build({
    ...options,
    entryPoints,
    outdir: 'out',
    platform: 'node',
    mainFields: ['module', 'main'],
    logLevel: 'error',
  });
  operations = new Map(
    Object.entries(metafile.outputs).map(([file, { inputs }]) => [
      file.replace(/^out\/(.*)\.js$/, '$1'),
      Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => {
        const command = /@aws-sdk\/client-[^/]+\/dist-es\/commands\/(\w+)Command\.js$/.exec(path)?.[1];
        return command && bytesInOutput > 0 ? command : [];
      }),
    ]),
  );
});

describe('the rights of each function', () => {
  it.each(functions.map(({ name, policies }) => [name, policies] as const))(
    '%s: the actions are those of the operations in its code',
    (name, policies) => {
      const granted = (policies.get('code') ?? []).flatMap(({ Action }) => Action);
      const used = (operations.get(name) ?? []).filter((operation) => operation !== 'AssumeRole');
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
    template.resourceCountIs('AWS::IAM::Policy', 0);
    template.resourceCountIs('AWS::IAM::ManagedPolicy', 0);
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
      expect(readEnvironment({ ...read, TABLE_NAME: 'runs', TOPIC_ARN: arn })).toEqual({
        tableName: 'runs',
        topicArn: arn,
        configPaths: ['ecommerce-production.yaml'],
        clusterRoles: new Map(),
      });
    },
  );
});

import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { groupOf, manifestOf } from '#lib/runbook/permissions.ts';
import { allWindows } from '#lib/runbook/registry.ts';
import { tableDefinition } from '#lib/store/table-definition.ts';
import { configWith } from '../support/config.ts';
import { synthesize, synthesizeRunbook } from './synthesize.ts';

const { channels } = configWith();

const subscriptionsIn = (template: ReturnType<typeof synthesizeRunbook>) =>
  Object.values(template.findResources('AWS::SNS::Subscription')).map(({ Properties }) => [
    Properties.TopicArn.Ref.replace(/[0-9A-F]{8}$/, ''),
    Properties.Endpoint,
    Properties.FilterPolicy,
  ]);

describe('topics', () => {
  it('mail reports and alarms to the configured address', () => {
    expect(
      subscriptionsIn(synthesizeRunbook({ configs: [{ channels: { ...channels, email: 'ops@example.com' } }] })),
    ).toEqual([
      ['TopicsReports', 'ops@example.com', undefined],
      ['TopicsAlarms', 'ops@example.com', undefined],
    ]);
  });

  it('mail each cluster’s reports to its own address', () => {
    const template = synthesizeRunbook({
      configs: [
        { cluster: { name: 'a' }, channels: { ...channels, email: 'ops@example.com' } },
        { cluster: { name: 'b' }, channels: { ...channels, email: 'shop@example.com' } },
      ],
    });
    expect(subscriptionsIn(template)).toEqual([
      ['TopicsReports', 'ops@example.com', { cluster: ['a'] }],
      ['TopicsReports', 'shop@example.com', { cluster: ['b'] }],
      ['TopicsAlarms', 'ops@example.com', undefined],
      ['TopicsAlarms', 'shop@example.com', undefined],
    ]);
  });

  it('are encrypted with a key that turns, and refuse what does not come over TLS', () => {
    const template = synthesizeRunbook();
    const [key] = Object.keys(template.findResources('AWS::KMS::Key', { Properties: { EnableKeyRotation: true } }));
    template.resourcePropertiesCountIs('AWS::SNS::Topic', { KmsMasterKeyId: { 'Fn::GetAtt': [key, 'Arn'] } }, 2);
    const policies = Object.values(template.findResources('AWS::SNS::TopicPolicy'));
    const refusals = policies.map(({ Properties }) => Properties.PolicyDocument.Statement[0]);
    expect(refusals.map(({ Effect, Action, Condition }) => [Effect, Action, Condition])).toEqual(
      Array.from({ length: 2 }, () => ['Deny', 'sns:Publish', { Bool: { 'aws:SecureTransport': 'false' } }]),
    );
  });

  it('let CloudWatch, of this account, write alarms', () => {
    const template = synthesizeRunbook();
    const ownAccount = { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } };
    const cloudWatch = { Service: 'cloudwatch.amazonaws.com' };
    const [policy] = Object.values(template.findResources('AWS::SNS::TopicPolicy')).flatMap(({ Properties }) =>
      Properties.PolicyDocument.Statement.filter(({ Effect }: { Effect: string }) => Effect === 'Allow'),
    );
    expect(policy).toMatchObject({ Action: 'sns:Publish', Principal: cloudWatch, Condition: ownAccount });
    const [key] = Object.values(template.findResources('AWS::KMS::Key'));
    expect(key?.Properties.KeyPolicy.Statement[1]).toMatchObject({
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Principal: cloudWatch,
      Condition: ownAccount,
    });
  });
});

describe('given parts', () => {
  const reportTopicArn = 'arn:aws:sns:eu-west-1:111122223333:reports';
  const alarmTopicArn = 'arn:aws:sns:eu-west-1:111122223333:alarms';
  const keyArn = 'arn:aws:kms:eu-west-1:111122223333:key/one';

  it('topics: none is made, nor a key, nor a subscription', () => {
    const template = synthesizeRunbook({ deployment: { reportTopicArn, alarmTopicArn } });
    for (const type of ['AWS::SNS::Topic', 'AWS::SNS::TopicPolicy', 'AWS::SNS::Subscription', 'AWS::KMS::Key']) {
      template.resourceCountIs(type, 0);
    }
    template.hasOutput('ReportTopicArn', { Value: reportTopicArn });
    expect(JSON.stringify(template.findResources('AWS::IAM::Role'))).not.toContain('kms:');
  });

  it('key: the topics use it, and the functions may', () => {
    const template = synthesizeRunbook({ deployment: { keyArn } });
    template.resourceCountIs('AWS::KMS::Key', 0);
    template.resourcePropertiesCountIs('AWS::SNS::Topic', { KmsMasterKeyId: keyArn }, 2);
    const statements = Object.values(
      template.findResources('AWS::IAM::Role', { Properties: { RoleName: 'eks-runbook-daily-morning' } }),
    )[0]?.Properties.Policies[0].PolicyDocument.Statement;
    expect(statements.at(-1)).toMatchObject({ Sid: 'EncryptMessages', Resource: keyArn });
  });

  it('table: none is made, and the functions know the given one', () => {
    const template = synthesizeRunbook({ deployment: { tableName: 'runs' } });
    expect(template.findResources('AWS::DynamoDB::GlobalTable')).toEqual({});
    const functions = Object.values(template.findResources('AWS::Lambda::Function'));
    const names = functions.map(({ Properties }) => Properties.Environment.Variables.TABLE_NAME);
    expect([...new Set(names), template.toJSON().Outputs.TableName.Value]).toEqual(['runs', 'runs']);
  });
});

it('the table is as the store defines it, pays by request, and is hard to lose', () => {
  const [table] = Object.values(synthesizeRunbook().findResources('AWS::DynamoDB::GlobalTable'));
  const { partitionKey, sortKey, timeToLiveField, indexes } = tableDefinition;
  const schema = (hash: string, range: string) => [
    { AttributeName: hash, KeyType: 'HASH' },
    { AttributeName: range, KeyType: 'RANGE' },
  ];
  expect(table).toMatchObject({
    DeletionPolicy: 'Retain',
    UpdateReplacePolicy: 'Retain',
    Properties: {
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: schema(partitionKey, sortKey),
      TimeToLiveSpecification: { AttributeName: timeToLiveField, Enabled: true },
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
      GlobalSecondaryIndexes: indexes.map((index) => ({
        IndexName: index.name,
        KeySchema: schema(index.partitionKey, index.sortKey),
        Projection: { ProjectionType: index.projection },
      })),
      Replicas: [
        {
          DeletionProtectionEnabled: true,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        },
      ],
    },
  });
});

describe('access', () => {
  it('lets each window’s role into the cluster, in the window’s group and in nothing else', () => {
    const { templates } = synthesize();
    const access = templates['eks-runbook-access-ecommerce-production'];
    const entries = Object.values(access?.findResources('AWS::EKS::AccessEntry') ?? {}).map(
      ({ Properties }) => Properties,
    );
    expect(entries).toEqual(
      allWindows.map((window) => ({
        ClusterName: 'ecommerce-production',
        KubernetesGroups: [groupOf(window)],
        PrincipalArn: {
          'Fn::Join': [
            '',
            ['arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'AWS::AccountId' }, `:role/eks-runbook-${window.id}`],
          ],
        },
        Tags: [{ Key: 'Application', Value: 'eks-runbook' }],
        Type: 'STANDARD',
      })),
    );
  });

  it('names roles that the runbook’s stack makes', () => {
    const { templates } = synthesize({ deployment: { stackName: 'ops' } });
    for (const { id } of allWindows) {
      templates['ops']?.hasResourceProperties('AWS::IAM::Role', { RoleName: `ops-${id}` });
      expect(JSON.stringify(templates['ops-access-ecommerce-production']?.toJSON())).toContain(`:role/ops-${id}"`);
    }
  });

  it('writes the RBAC manifest of each cluster, as derived from the checks', () => {
    const shop = { cluster: { name: 'shop' }, namespaces: ['shop'], workloads: [] };
    const { rbacOf } = synthesize({ configs: [{}, shop] });
    for (const [cluster, sections] of [
      ['ecommerce-production', {}],
      ['shop', shop],
    ] as const) {
      const written = parseAllDocuments(rbacOf(cluster)).map((document) => document.toJS());
      expect(written).toEqual(allWindows.flatMap((window) => manifestOf(window, configWith(sections))));
    }
  });

  it('has no stack for a cluster in another account, which this one cannot let anybody into', () => {
    const cluster = { name: 'shop', roleArn: 'arn:aws:iam::111122223333:role/looker' };
    expect(Object.keys(synthesize({ configs: [{ cluster }] }).templates)).toEqual(['eks-runbook']);
  });
});

it('what anyone may call is reached at one address, over which nobody can be told anything', () => {
  const template = synthesizeRunbook();
  const [id = '', ...others] = Object.keys(
    template.findResources('AWS::Lambda::Function', { Properties: { FunctionName: 'eks-runbook-acknowledge' } }),
  );
  const target = { 'Fn::GetAtt': [id, 'Arn'] };
  const propertiesOf = (type: string) =>
    Object.values(template.findResources(type)).map(({ Properties }) => Properties);
  expect(others).toEqual([]);
  expect(propertiesOf('AWS::Lambda::Url')).toEqual([{ AuthType: 'NONE', TargetFunctionArn: target }]);
  expect(propertiesOf('AWS::Lambda::Permission')).toEqual([
    { Action: 'lambda:InvokeFunctionUrl', FunctionName: target, FunctionUrlAuthType: 'NONE', Principal: '*' },
    { Action: 'lambda:InvokeFunction', FunctionName: target, InvokedViaFunctionUrl: true, Principal: '*' },
  ]);
  const [role] = Object.values(
    template.findResources('AWS::IAM::Role', { Properties: { RoleName: 'eks-runbook-acknowledge' } }),
  );
  const statements = role?.Properties.Policies[0].PolicyDocument.Statement;
  expect(statements.map(({ Sid }: { Sid: string }) => Sid)).toEqual(['KeepRuns', 'ListRuns']);
});

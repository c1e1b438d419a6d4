import { Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { tableDefinition } from '#lib/store/table-definition.ts';
import type { DeployedCluster } from './deployment.ts';
import type { RunbookTable } from './runbook-table.ts';

// The rights of the functions, each statement by what needs it. CDK's grants are wider: they also allow scans, batches
// and every action whose name starts the same.

/** lib/store: `get`, `query` and `transact`; a transaction needs the rights of the writes in it. */
export function tableRights(table: RunbookTable): PolicyStatement[] {
  const indexes = tableDefinition.indexes.map(({ name }) => `${table.tableArn}/index/${name}`);
  return [
    new PolicyStatement({
      sid: 'KeepRuns',
      actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
      resources: [table.tableArn],
    }),
    new PolicyStatement({ sid: 'ListRuns', actions: ['dynamodb:Query'], resources: [table.tableArn, ...indexes] }),
  ];
}

/** lib/notify: one message; to an encrypted topic it is the sender who needs the key. */
export function publishRights(topic: ITopic, key: IKey | undefined): PolicyStatement[] {
  const publish = new PolicyStatement({ sid: 'TellPeople', actions: ['sns:Publish'], resources: [topic.topicArn] });
  if (!key) return [publish];
  const actions = ['kms:Decrypt', 'kms:GenerateDataKey'];
  return [publish, new PolicyStatement({ sid: 'EncryptMessages', actions, resources: [key.keyArn] })];
}

/**
 * lib/cluster: where the API server is, or the role in the account that knows. What may be done there is up to the access
 * entry's group.
 */
export function clusterRights(stack: Stack, clusters: readonly DeployedCluster[]): PolicyStatement[] {
  const arnOf = ({ name, config: { cluster } }: DeployedCluster) =>
    stack.formatArn({
      service: 'eks',
      region: cluster.region ?? stack.region,
      resource: 'cluster',
      resourceName: name,
    });
  const own = clusters.filter(({ roleArn }) => roleArn === undefined).map(arnOf);
  const roles = clusters.flatMap(({ roleArn }) => roleArn ?? []);
  return [
    ...(own.length > 0
      ? [new PolicyStatement({ sid: 'FindCluster', actions: ['eks:DescribeCluster'], resources: own })]
      : []),
    ...(roles.length > 0
      ? [new PolicyStatement({ sid: 'TakeRole', actions: ['sts:AssumeRole'], resources: [...new Set(roles)] })]
      : []),
  ];
}

/** Lambda itself: the function's log, and where the events go that it failed on. */
export function serviceRights(logGroup: ILogGroup, deadLetters: IQueue): PolicyStatement[] {
  const actions = ['logs:CreateLogStream', 'logs:PutLogEvents'];
  return [
    new PolicyStatement({ sid: 'WriteLog', actions, resources: [logGroup.logGroupArn] }),
    new PolicyStatement({ sid: 'KeepFailedEvents', actions: ['sqs:SendMessage'], resources: [deadLetters.queueArn] }),
  ];
}

const networkActions = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

/**
 * Lambda itself, in a VPC: it names no network interface before it makes one. The function's own code is refused them,
 * as https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html advises.
 */
export function networkRights(functionArn: string): PolicyStatement[] {
  const allowed = new PolicyStatement({ sid: 'JoinNetwork', actions: networkActions, resources: ['*'] });
  const refused = allowed.copy({
    sid: 'NotFromCode',
    effect: Effect.DENY,
    conditions: { ArnEquals: { 'lambda:SourceFunctionArn': functionArn } },
  });
  return [allowed, refused];
}

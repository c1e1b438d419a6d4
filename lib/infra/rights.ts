import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { describeCluster } from '#lib/cluster/aws/access-operations.ts';
import { arnsOf } from '#lib/cluster/aws/aws-permission.ts';
import { awsPermissionsOf } from '#lib/runbook/aws-permissions.ts';
import { tableDefinition } from '#lib/store/table-definition.ts';
import type { DeployedCluster } from './deployment.ts';
import type { RunbookTable } from './runbook-table.ts';
import type { PlannedWindow } from './window-plan.ts';

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
export function publishRights(topicArns: readonly string[], keyArns: readonly string[]): PolicyStatement[] {
  const publish = new PolicyStatement({ sid: 'TellPeople', actions: ['sns:Publish'], resources: [...topicArns] });
  if (keyArns.length === 0) return [publish];
  const actions = ['kms:Decrypt', 'kms:GenerateDataKey'];
  return [publish, new PolicyStatement({ sid: 'EncryptMessages', actions, resources: [...keyArns] })];
}

/** lib/notify/alert-path: who is subscribed to the topics, and whether they confirmed. */
export function examineRights(topicArns: readonly string[]): PolicyStatement[] {
  const actions = ['sns:ListSubscriptionsByTopic', 'sns:GetSubscriptionAttributes'];
  return [new PolicyStatement({ sid: 'ExamineTopics', actions, resources: [...topicArns] })];
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
  const own = clusters.filter(({ config }) => config.cluster.roleArn === undefined).map(arnOf);
  const roles = clusters.flatMap(({ config }) => config.cluster.roleArn ?? []);
  return [
    ...(own.length > 0
      ? [new PolicyStatement({ sid: 'FindCluster', actions: ['eks:DescribeCluster'], resources: own })]
      : []),
    ...(roles.length > 0
      ? [new PolicyStatement({ sid: 'TakeRole', actions: ['sts:AssumeRole'], resources: [...new Set(roles)] })]
      : []),
  ];
}

/**
 * lib/cluster/aws: what the sources of a window ask AWS, as they declare it. For a cluster in another account it is the
 * role there that needs these.
 */
export function sourceRights(stack: Stack, { window, clusters }: PlannedWindow): PolicyStatement[] {
  const asked = new Map<string, Set<string>>();
  for (const { config } of clusters.filter((cluster) => cluster.config.cluster.roleArn === undefined)) {
    const { partition, account } = stack;
    const place = { partition, account, region: config.cluster.region ?? stack.region };
    for (const permission of awsPermissionsOf(window, config)) {
      // A right of every window, granted with the cluster.
      if (permission.action === describeCluster.action) continue;
      const arns = asked.get(permission.action) ?? new Set();
      for (const arn of arnsOf(permission, place)) arns.add(arn);
      asked.set(permission.action, arns);
    }
  }
  const byResources = Map.groupBy(asked, ([, arns]) => [...arns].join(' '));
  return [...byResources.values()].map(
    (same, index) =>
      new PolicyStatement({
        sid: `AskAws${index + 1}`,
        actions: same.map(([action]) => action),
        resources: [...(same[0]?.[1] ?? [])],
      }),
  );
}

/** lib/lambda/invoke-beside.ts: windows that look again before a page, or that are started from outside. */
export function askRights(stack: Stack, functionNames: readonly string[]): PolicyStatement[] {
  const arnOf = (resourceName: string) =>
    stack.formatArn({
      service: 'lambda',
      resource: 'function',
      resourceName,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  const resources = functionNames.map(arnOf);
  return resources.length === 0
    ? []
    : [new PolicyStatement({ sid: 'AskWindows', actions: ['lambda:InvokeFunction'], resources })];
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

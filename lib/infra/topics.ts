import { Aws, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { type ITopic, SubscriptionFilter, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { DeployedCluster, Deployment } from './deployment.ts';

/** The two ways to people, and the key of both (none when both topics are given without one). */
export interface Topics {
  /** What runs found: written to by the functions. */
  readonly reports: ITopic;
  /** What is wrong with the runbook itself: written to by CloudWatch alone. */
  readonly alarms: ITopic;
  readonly key: IKey | undefined;
}

/** Finds the given topics, makes the others, and subscribes each cluster's e-mail address to those that it makes. */
export function createTopics(stack: Stack, deployment: Deployment): Topics {
  const scope = new Construct(stack, 'Topics');
  const { reportTopicArn, alarmTopicArn, keyArn, clusters } = deployment;
  const given = keyArn === undefined ? undefined : Key.fromKeyArn(scope, 'Key', keyArn);
  const key = given ?? (reportTopicArn && alarmTopicArn ? undefined : createKey(scope));
  const find = (id: string, arn: string | undefined, displayName: string) =>
    arn === undefined
      ? new Topic(scope, id, { displayName, enforceSSL: true, ...(key && { masterKey: key }) })
      : Topic.fromTopicArn(scope, id, arn);
  const reports = find('Reports', reportTopicArn, 'EKS runbook');
  const alarms = find('Alarms', alarmTopicArn, 'EKS runbook: alarms');
  if (!reportTopicArn) subscribeToReports(reports, clusters);
  if (!alarmTopicArn) {
    for (const address of emailsOf(clusters)) alarms.addSubscription(new EmailSubscription(address));
    alarms.addToResourcePolicy(alarmsMayPublish(alarms));
  }
  return { reports, alarms, key };
}

/** The AWS-managed key of SNS cannot be used by CloudWatch, so alarms need a key whose policy we write. */
function createKey(scope: Construct): Key {
  const key = new Key(scope, 'Key', {
    description: 'Messages of the EKS runbook.',
    enableKeyRotation: true,
    // Messages are under way for hours at most: nothing is left to decrypt when the stack is gone.
    removalPolicy: RemovalPolicy.DESTROY,
  });
  key.addToResourcePolicy(
    new PolicyStatement({
      sid: 'AlarmsEncrypt',
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: ['*'],
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
    }),
  );
  return key;
}

function alarmsMayPublish(topic: ITopic): PolicyStatement {
  return new PolicyStatement({
    sid: 'AlarmsPublish',
    principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
    actions: ['sns:Publish'],
    resources: [topic.topicArn],
    conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
  });
}

/** Where clusters have addresses of their own, each gets its cluster's reports only. */
function subscribeToReports(topic: ITopic, clusters: readonly DeployedCluster[]): void {
  for (const address of emailsOf(clusters)) {
    const names = clusters.filter(({ config }) => config.channels.email === address).map(({ name }) => name);
    const filterPolicy = { cluster: SubscriptionFilter.stringFilter({ allowlist: names }) };
    topic.addSubscription(new EmailSubscription(address, names.length < clusters.length ? { filterPolicy } : {}));
  }
}

function emailsOf(clusters: readonly DeployedCluster[]): string[] {
  return [...new Set(clusters.flatMap(({ config }) => config.channels.email ?? []))];
}

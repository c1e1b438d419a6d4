import { Annotations, Aws, Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { type ITopic, SubscriptionFilter, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription, SmsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { DeployedCluster, Deployment } from './deployment.ts';
import { dialable, type Subscriber, subscribersOf } from './subscribers.ts';

/** The ways to people, and the key of those that the stack makes (none when it makes none). */
export interface Topics {
  /** What runs found, and pages by e-mail: written to by the functions. */
  readonly reports: ITopic;
  /** Pages as text messages; none where configuration names no number. */
  readonly phones: ITopic | undefined;
  /** What is wrong with the runbook itself: written to by CloudWatch alone. */
  readonly alarms: ITopic;
  readonly key: IKey | undefined;
}

/** Finds the given topics, makes the others, and subscribes the addresses of configuration to those that it makes. */
export function createTopics(stack: Stack, deployment: Deployment): Topics {
  const scope = new Construct(stack, 'Topics');
  const { reportTopicArn, alarmTopicArn, keyArn, clusters } = deployment;
  const numbers = numbersOf(scope, clusters);
  const isKeyNeeded = !reportTopicArn || !alarmTopicArn || numbers.length > 0;
  const given = keyArn === undefined ? undefined : Key.fromKeyArn(scope, 'Key', keyArn);
  const key = given ?? (isKeyNeeded ? createKey(scope) : undefined);
  const make = (id: string, displayName: string) =>
    new Topic(scope, id, { displayName, enforceSSL: true, ...(key && { masterKey: key }) });
  const find = (id: string, arn: string | undefined, displayName: string) =>
    arn === undefined ? make(id, displayName) : Topic.fromTopicArn(scope, id, arn);
  const reports = find('Reports', reportTopicArn, 'EKS runbook');
  const alarms = find('Alarms', alarmTopicArn, 'EKS runbook: alarms');
  // A sender of text messages has ten letters at most.
  const phones = numbers.length > 0 ? make('Phones', 'EKSRunbook') : undefined;
  if (!reportTopicArn) subscribe(reports, subscribersOf(clusters, 'email'), EmailSubscription);
  if (phones) subscribe(phones, numbers, SmsSubscription);
  if (!alarmTopicArn) {
    for (const address of emailsOf(clusters)) alarms.addSubscription(new EmailSubscription(address));
    alarms.addToResourcePolicy(alarmsMayPublish(alarms));
  }
  return { reports, phones, alarms, key };
}

/** The telephones that are paged, as SNS takes them. One that cannot be called is said at synth, and left out. */
function numbersOf(scope: Construct, clusters: readonly DeployedCluster[]): Subscriber[] {
  const isUsed = clusters.some(({ config: { escalation } }) =>
    [...escalation.levels, ...Object.values(escalation.routes)].some(({ channels }) =>
      channels.some((channel) => channel === 'phone'),
    ),
  );
  const found = isUsed ? subscribersOf(clusters, 'phone') : [];
  const numbers = found.filter(({ address }) => dialable(address) !== undefined);
  for (const { address } of found) {
    if (dialable(address) !== undefined) continue;
    const message = `nobody is told at ${address}: it is not a number that SNS can send text messages to; write it with its country code, as +4915112345678`;
    Annotations.of(scope).addInfo(message);
  }
  return numbers;
}

/** The AWS-managed key of SNS cannot be used by CloudWatch, so alarms need a key whose policy we write. */
function createKey(scope: Construct): Key {
  const key = new Key(scope, 'Key', {
    description: 'Messages of the EKS runbook.',
    enableKeyRotation: true,
    // The longest that there is: each of the first two rotations adds the price of a key for good, and no message is
    // kept for longer than it is under way.
    rotationPeriod: Duration.days(2560),
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

type PersonSubscription = typeof EmailSubscription | typeof SmsSubscription;

function subscribe(topic: ITopic, subscribers: readonly Subscriber[], Subscription: PersonSubscription): void {
  for (const { address, filter } of subscribers) {
    const conditions = Object.entries(filter).map(
      ([name, allowlist]) => [name, SubscriptionFilter.stringFilter({ allowlist: [...allowlist] })] as const,
    );
    const filterPolicy = Object.fromEntries(conditions);
    topic.addSubscription(new Subscription(address, conditions.length > 0 ? { filterPolicy } : {}));
  }
}

function emailsOf(clusters: readonly DeployedCluster[]): string[] {
  return [...new Set(clusters.flatMap(({ config }) => config.channels.email ?? []))];
}

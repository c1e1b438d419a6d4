import {
  GetTopicAttributesCommand,
  paginateListSubscriptionsByTopic,
  SNSClient,
  type Subscription,
} from '@aws-sdk/client-sns';
import { count } from '#lib/report/count.ts';
import { askAws } from '../deployed/explain-aws.ts';
import type { RunbookStack } from '../deployed/stack.ts';
import type { Sight } from './examination.ts';

/** The topic is there and encrypted, somebody listens, and everyone who was asked to has agreed to. */
export async function lookAtTopic(stack: RunbookStack, output: 'ReportTopicArn' | 'AlarmTopicArn'): Promise<Sight> {
  const topicArn = stack.output(output);
  const client = new SNSClient(stack.client);
  const ask = <T>(action: string, answer: Promise<T>) => askAws(answer, `sns:${action}`, stack.place);
  try {
    const { Attributes } = await ask(
      'GetTopicAttributes',
      client.send(new GetTopicAttributesCommand({ TopicArn: topicArn })),
    );
    const subscriptions = await ask('ListSubscriptionsByTopic', listSubscriptions(client, topicArn));
    return describe(topicArn, Attributes?.['KmsMasterKeyId'] !== undefined, subscriptions, stack.place.region);
  } finally {
    client.destroy();
  }
}

async function listSubscriptions(client: SNSClient, TopicArn: string): Promise<Subscription[]> {
  const pages = await Array.fromAsync(paginateListSubscriptionsByTopic({ client }, { TopicArn }));
  return pages.flatMap(({ Subscriptions = [] }) => Subscriptions);
}

function describe(arn: string, isEncrypted: boolean, all: readonly Subscription[], region: string): Sight {
  const name = arn.split(':').at(-1) ?? arn;
  const pending = all.filter(({ SubscriptionArn }) => SubscriptionArn === 'PendingConfirmation');
  const faults = [
    isEncrypted ? '' : 'not encrypted',
    all.length === 0 ? 'nobody hears it' : '',
    pending.length > 0 ? `${pending.length} of ${count(all.length, 'subscription')} not confirmed` : '',
  ].filter(Boolean);
  const details = pending.map(({ Protocol, Endpoint }) => `${Protocol} ${Endpoint} has not confirmed`);
  if (faults.length === 0)
    return {
      status: 'ok',
      seen: `${name} is encrypted and heard by ${count(all.length, 'subscription')}, all confirmed`,
    };
  return { status: 'not-ok', seen: `${name}: ${faults.join(', ')}`, details, next: advise(arn, all, pending, region) };
}

function advise(arn: string, all: readonly Subscription[], pending: readonly Subscription[], region: string) {
  const subscribe = `aws sns subscribe --topic-arn ${arn} --region ${region}`;
  const [first] = pending;
  if (first) {
    const text = 'Follow the link in the message that SNS sent there (look among the junk), or let it be sent again.';
    return { text, command: `${subscribe} --protocol ${first.Protocol} --notification-endpoint ${first.Endpoint}` };
  }
  if (all.length === 0) {
    const text =
      'Give channels.email in the configuration and deploy, or subscribe somebody; the link in the mail confirms.';
    return { text, command: `${subscribe} --protocol email --notification-endpoint ADDRESS` };
  }
  const text = 'Give it a key, which who publishes may use (keyArn in cdk.json).';
  return {
    text,
    command: `aws sns set-topic-attributes --topic-arn ${arn} --region ${region} --attribute-name KmsMasterKeyId --attribute-value KEY-ARN`,
  };
}

import {
  GetSubscriptionAttributesCommand,
  paginateListSubscriptionsByTopic,
  SNSClient,
  type SNSClientConfig,
} from '@aws-sdk/client-sns';
import type { ListSubscriptions, Subscription } from './examine-topic.ts';

/** So many are looked at one by one. */
const maxExamined = 50;

/** Lists subscriptions in AWS; those that were deleted of late, and still stand in the list, are left out. */
export function openSubscriptions(config: SNSClientConfig = {}): ListSubscriptions {
  return async (topicArn) => {
    const client = new SNSClient({ region: topicArn.split(':')[3] ?? '', ...config });
    const found: Subscription[] = [];
    for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic({ client }, { TopicArn: topicArn })) {
      for (const { Protocol: protocol = '', Endpoint: endpoint = '', SubscriptionArn: arn = '' } of Subscriptions) {
        if (arn === 'Deleted') continue;
        const isListed = arn.startsWith('arn:');
        const isExamined = isListed && protocol.startsWith('email') && found.length < maxExamined;
        const isProtected = isExamined ? await isAuthenticated(client, arn) : isListed;
        found.push({ protocol, endpoint, isConfirmed: isListed, isProtected });
      }
    }
    return found;
  };
}

/** https://docs.aws.amazon.com/sns/latest/api/API_GetSubscriptionAttributes.html */
async function isAuthenticated(client: SNSClient, arn: string): Promise<boolean> {
  const { Attributes = {} } = await client.send(new GetSubscriptionAttributesCommand({ SubscriptionArn: arn }));
  return Attributes['ConfirmationWasAuthenticated'] === 'true';
}

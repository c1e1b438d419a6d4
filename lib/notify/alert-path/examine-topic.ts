import { reasonOf } from '../notifier.ts';
import type { Sight } from './sight.ts';

/** Somebody who has subscribed to a topic, or was asked to. */
export interface Subscription {
  /** `email`, `sms`, `https` and so on. */
  readonly protocol: string;
  readonly endpoint: string;
  readonly isConfirmed: boolean;
  /** Whether only an AWS identity can end it: else anybody can who clicks the link below a message. */
  readonly isProtected: boolean;
}

/** Lists a topic's subscriptions. Rejects with the SDK's error. */
export type ListSubscriptions = (topicArn: string) => Promise<readonly Subscription[]>;

/** Whether a message to a topic reaches everybody who is meant to read it. */
export async function examineTopic(topicArn: string, listSubscriptions: ListSubscriptions): Promise<Sight> {
  let subscriptions: readonly Subscription[];
  try {
    subscriptions = await listSubscriptions(topicArn);
  } catch (error) {
    return explain(error, topicArn);
  }
  if (subscriptions.length === 0) {
    const next = `Subscribe an address: aws sns subscribe --topic-arn ${topicArn} --protocol email --notification-endpoint ADDRESS`;
    return { status: 'not-ok', seen: `nobody is subscribed to ${topicArn}`, next };
  }
  const pending = subscriptions.filter(({ isConfirmed }) => !isConfirmed);
  if (pending.length > 0) {
    const next = 'Click the link in the mail from AWS Notifications; subscribe again if it has expired (three days).';
    return { status: 'not-ok', seen: `not confirmed: ${describe(pending)}`, next };
  }
  const loose = subscriptions.filter(({ protocol, isProtected }) => protocol.startsWith('email') && !isProtected);
  if (loose.length > 0) {
    const next = `Subscribe again, and confirm with the token of the mail: aws sns confirm-subscription --topic-arn ${topicArn} --token TOKEN --authenticate-on-unsubscribe true`;
    return { status: 'not-ok', seen: `one click on a mail's footer ends it: ${describe(loose)}`, next };
  }
  return { status: 'ok', seen: `${subscriptions.length} confirmed: ${describe(subscriptions)}` };
}

/** Of telephones only the last digits. */
function describe(subscriptions: readonly Subscription[]): string {
  const shown = subscriptions.slice(0, 5).map(({ protocol, endpoint }) => {
    return `${protocol} ${protocol === 'sms' ? `...${endpoint.slice(-3)}` : endpoint}`;
  });
  const hidden = subscriptions.length - shown.length;
  return `${shown.join(', ')}${hidden > 0 ? ` and ${hidden} more` : ''}`;
}

function explain(error: unknown, topicArn: string): Sight {
  const name = error instanceof Error ? error.name : '';
  if (name.startsWith('NotFound')) {
    return { status: 'not-ok', seen: `there is no topic ${topicArn}`, next: 'Correct its ARN in the configuration.' };
  }
  const next = /^(AuthorizationError|AccessDenied)/.test(name)
    ? `Allow sns:ListSubscriptionsByTopic and sns:GetSubscriptionAttributes on ${topicArn}.`
    : 'Wait for the next examination.';
  return { status: 'unknown', seen: `SNS: ${reasonOf(error)}`, next };
}

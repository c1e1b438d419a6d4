import type { Channel } from '#lib/config/escalation-schema.ts';
import type { RunbookConfig } from '#lib/config/schema.ts';
import type { Notifier } from './notifier.ts';
import { openPagerduty } from './pagerduty.ts';
import { readSecret } from './secrets.ts';
import { openSlackWebhook } from './slack.ts';
import type { Topic } from './sns.ts';
import { openSlackTopicNotifier, openTopicNotifier } from './topic-notifiers.ts';

export interface NotifierParts {
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly openTopic: (arn: string) => Topic | Promise<Topic>;
}

/**
 * The channels that `escalation.delivery` says a way to. A secret is read when it is first needed; one that cannot be
 * read is a message that can be tried again.
 */
export function openNotifiers(config: RunbookConfig, parts: NotifierParts): Partial<Record<Channel, Notifier>> {
  const { pagerdutyRoutingKey, pagerdutyUrl, slackWebhook, ...topics } = config.escalation.delivery;
  const { slackTopicArn, emailTopicArn, phoneTopicArn } = topics;
  const secret = (reference: string) => readSecret(reference, parts.variables);
  const open = async (arn: string) => parts.openTopic(arn);
  return {
    ...(pagerdutyRoutingKey && {
      pagerduty: whenNeeded(async () =>
        openPagerduty({ routingKey: await secret(pagerdutyRoutingKey), url: pagerdutyUrl }),
      ),
    }),
    ...(slackTopicArn && { slack: whenNeeded(async () => openSlackTopicNotifier(await open(slackTopicArn))) }),
    ...(slackWebhook && { slack: whenNeeded(async () => openSlackWebhook(await secret(slackWebhook))) }),
    ...(emailTopicArn && { email: whenNeeded(async () => openTopicNotifier(await open(emailTopicArn))) }),
    ...(phoneTopicArn && { phone: whenNeeded(async () => openTopicNotifier(await open(phoneTopicArn))) }),
  };
}

function whenNeeded(open: () => Promise<Notifier>): Notifier {
  let opened: Notifier | undefined;
  return {
    async send(telling) {
      try {
        opened ??= await open();
      } catch (error) {
        return { result: 'try-again', error: error instanceof Error ? error.message : String(error) };
      }
      return opened.send(telling);
    },
  };
}

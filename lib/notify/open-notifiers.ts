import type { Channel } from '#lib/config/escalation-schema.ts';
import type { RunbookConfig } from '#lib/config/schema.ts';
import { openLinks } from './links.ts';
import { isOfNotice, type Message, type Notifier, reasonOf } from './notifier.ts';
import { openPagerduty } from './pagerduty.ts';
import { openSecrets } from './secrets.ts';
import { openSlackWebhook } from './slack.ts';
import type { Topic } from './sns.ts';
import { openSlackTopicNotifier, openTopicNotifier } from './topic-notifiers.ts';
import { wayFor } from './why-needless.ts';

export interface NotifierParts {
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly openTopic: (arn: string) => Topic | Promise<Topic>;
}

/**
 * The channels, each of which goes the way that the incident's policy has for whoever is told, else that of
 * `escalation.delivery`. A secret is read when it is first needed; one that cannot be read is a message that can be tried
 * again.
 */
export function openNotifiers(config: RunbookConfig, parts: NotifierParts): Record<Channel, Notifier> {
  const { delivery } = config.escalation;
  const { slackTopicArn, slackWebhook } = delivery;
  const secret = openSecrets({ variables: parts.variables });
  const addLink = linkAdder(config, secret);
  const open = keepTopics(parts.openTopic);
  const byTopic = async (arn: string) => openTopicNotifier(await open(arn));
  const byKey = async (reference: string) =>
    openPagerduty({ routingKey: await secret(reference), url: delivery.pagerdutyUrl });
  const bySlack = async (way: string) =>
    slackWebhook ? openSlackWebhook(await secret(slackWebhook)) : openSlackTopicNotifier(await open(way));
  return {
    pagerduty: openByWay({ usual: delivery.pagerdutyRoutingKey, open: byKey, addLink }),
    slack: openByWay({ usual: slackWebhook ?? slackTopicArn, open: bySlack, addLink }),
    email: openTogether({ usual: delivery.emailTopicArn, open: byTopic, addLink }),
    phone: openTogether({ usual: delivery.phoneTopicArn, open: byTopic, addLink }),
  };
}

/** A topic's client stays open; what is made of a secret does not, so that one which was changed is taken up. */
function keepTopics(openTopic: NotifierParts['openTopic']): (arn: string) => Promise<Topic> {
  const topics = new Map<string, Topic>();
  return async (arn) => {
    const topic = topics.get(arn) ?? (await openTopic(arn));
    topics.set(arn, topic);
    return topic;
  };
}

/** A message whose link cannot be signed goes without it: that it comes matters more. */
function linkAdder({ escalation }: RunbookConfig, secret: (reference: string) => Promise<string>) {
  const { links } = escalation;
  return async (telling: Message): Promise<Message> => {
    if (!links || isOfNotice(telling)) return telling;
    const linkTo = await secret(links.secret).then(
      (key) => openLinks(links.baseUrl, key),
      () => undefined,
    );
    const acknowledgeUrl = linkTo?.(telling.incident, telling.now);
    return acknowledgeUrl === undefined ? telling : { ...telling, acknowledgeUrl };
  };
}

interface WayParts {
  /** Where it leads for an incident that says nothing else. */
  readonly usual: string | undefined;
  readonly open: (way: string) => Promise<Notifier>;
  readonly addLink: (telling: Message) => Promise<Message>;
}

/** Messages go one by one. */
function openByWay(parts: WayParts): Notifier {
  return { send: (message) => sendByWay([message], parts) };
}

/** Several incidents go in one message, to whoever is told the same way. */
function openTogether(parts: WayParts): Notifier {
  return { ...openByWay(parts), sendTogether: (messages) => sendByWay(messages, parts) };
}

async function sendByWay(messages: readonly [Message, ...Message[]], { usual, open, addLink }: WayParts) {
  const [first, ...others] = messages;
  const way = (isOfNotice(first) ? undefined : wayFor(first.incident, first.delivery)) ?? usual;
  if (way === undefined) {
    return { result: 'refused', error: `escalation.delivery says no way to ${first.delivery.channel}` } as const;
  }
  try {
    const notifier = await open(way);
    const linked = await addLink(first);
    if (others.length === 0 || !notifier.sendTogether) return await notifier.send(linked);
    return await notifier.sendTogether([linked, ...(await Promise.all(others.map(addLink)))]);
  } catch (error) {
    return { result: 'try-again', error: reasonOf(error) } as const;
  }
}

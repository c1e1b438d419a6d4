import type { Channel } from '#lib/config/escalation-schema.ts';
import type { RunbookConfig } from '#lib/config/schema.ts';
import { openLinks } from './links.ts';
import type { Notifier, Telling } from './notifier.ts';
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
  const addLink = linkAdder(config, secret);
  const whenNeeded = (openNotifier: () => Promise<Notifier>) => openWhenNeeded(openNotifier, addLink);
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

/** A message whose link cannot be signed goes without it: that it comes matters more. */
function linkAdder({ escalation }: RunbookConfig, secret: (reference: string) => Promise<string>) {
  const { links } = escalation;
  return async (telling: Telling): Promise<Telling> => {
    if (!links) return telling;
    const linkTo = await secret(links.secret).then(
      (key) => openLinks(links.baseUrl, key),
      () => undefined,
    );
    const acknowledgeUrl = linkTo?.(telling.incident, telling.now);
    return acknowledgeUrl === undefined ? telling : { ...telling, acknowledgeUrl };
  };
}

function openWhenNeeded(open: () => Promise<Notifier>, addLink: (telling: Telling) => Promise<Telling>): Notifier {
  let opened: Notifier | undefined;
  return {
    async send(telling) {
      try {
        opened ??= await open();
      } catch (error) {
        return { result: 'try-again', error: error instanceof Error ? error.message : String(error) };
      }
      return opened.send(await addLink(telling));
    },
  };
}

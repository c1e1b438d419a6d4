import { composeMessage } from './compose-notice.ts';
import { composeTogether, sortByUrgency } from './compose-together.ts';
import { sealNotification } from './custom-notification.ts';
import { isOfNotice, type Message, type Notifier, reasonOf, type SendResult } from './notifier.ts';
import { notificationOf } from './slack.ts';
import type { Topic, TopicMessage } from './sns.ts';

/** People who have subscribed to an SNS topic with an e-mail address or a telephone, or with Amazon Q over HTTPS. */
export function openTopicNotifier(topic: Topic): Notifier {
  const sendTogether = async (messages: readonly [Message, ...Message[]]): Promise<SendResult> => {
    const sorted = sortByUrgency(messages);
    const { headline, text, short } = composeTogether(sorted);
    const together = sorted.length > 1 ? { headline, text } : undefined;
    const { json, note } = await sealNotification(notificationOf(sorted[0], together), short);
    const attributes = mergeAttributes(sorted.map(attributesOf));
    return publish(topic, { subject: headline, body: text, short, https: json, attributes }, note);
  };
  return { send: (message) => sendTogether([message]), sendTogether };
}

/** A Slack channel behind Amazon Q, which has subscribed to an SNS topic. */
export function openSlackTopicNotifier(topic: Topic): Notifier {
  return {
    async send(message) {
      const { headline, short } = composeMessage(message);
      const { json, note } = await sealNotification(notificationOf(message), short);
      return publish(topic, { subject: headline, body: json, attributes: attributesOf(message) }, note);
    },
  };
}

function attributesOf(message: Message): Readonly<Record<string, string>> {
  if (isOfNotice(message)) return { cluster: message.notice.cluster, kind: message.notice.kind };
  const { incident, delivery } = message;
  const { cluster, window, severity } = incident;
  return { cluster, window, severity, kind: delivery.kind, level: String(delivery.level) };
}

/** Whoever wants any of it gets all of it. */
function mergeAttributes(all: readonly Readonly<Record<string, string>>[]): TopicMessage['attributes'] {
  const names = new Set(all.flatMap((one) => Object.keys(one)));
  const merged = [...names].map((name) => {
    const values = [...new Set(all.flatMap((one) => one[name] ?? []))];
    return [name, values.length === 1 ? (values[0] ?? '') : values] as const;
  });
  return Object.fromEntries(merged);
}

/** A topic that is not there, and a message that SNS does not take, stay so; everything else may pass. */
const finalErrors: ReadonlySet<string> = new Set([
  'AuthorizationErrorException',
  'InvalidParameterException',
  'InvalidParameterValueException',
  'NotFoundException',
  'InvalidSecurityException',
  'EndpointDisabledException',
  'ValidationException',
]);

async function publish(topic: Topic, message: TopicMessage, note: string | undefined): Promise<SendResult> {
  try {
    await topic.publish(message);
    return { result: 'accepted', ...(note !== undefined && { note }) };
  } catch (error) {
    const isFinal = error instanceof Error && finalErrors.has(error.name);
    return { result: isFinal ? 'refused' : 'try-again', error: `SNS: ${reasonOf(error)}` };
  }
}

import { compose } from './compose.ts';
import { type Notifier, reasonOf, type SendResult, type Telling } from './notifier.ts';
import { toCustomNotification } from './slack.ts';
import type { Topic, TopicMessage } from './sns.ts';

/** People who have subscribed to an SNS topic with an e-mail address or a telephone. */
export function openTopicNotifier(topic: Topic): Notifier {
  return {
    send(telling) {
      const { headline, text, short } = compose(telling);
      return publish(topic, { subject: headline, body: text, short, attributes: attributesOf(telling) });
    },
  };
}

/** A Slack channel behind Amazon Q, which has subscribed to an SNS topic. */
export function openSlackTopicNotifier(topic: Topic): Notifier {
  return {
    send(telling) {
      const body = toCustomNotification(telling);
      return publish(topic, { subject: compose(telling).headline, body, attributes: attributesOf(telling) });
    },
  };
}

function attributesOf({ incident, delivery }: Telling): TopicMessage['attributes'] {
  const { cluster, window, severity } = incident;
  return { cluster, window, severity, kind: delivery.kind, level: String(delivery.level) };
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

async function publish(topic: Topic, message: TopicMessage): Promise<SendResult> {
  try {
    await topic.publish(message);
    return { result: 'accepted' };
  } catch (error) {
    const isFinal = error instanceof Error && finalErrors.has(error.name);
    return { result: isFinal ? 'refused' : 'try-again', error: `SNS: ${reasonOf(error)}` };
  }
}

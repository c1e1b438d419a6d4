import { compose } from './compose.ts';
import { type Notifier, postJson, type Telling } from './notifier.ts';

/** Slack cuts longer texts into several messages. */
const maxText = 3500;

/** An incoming webhook: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks */
export function openSlackWebhook(url: string): Notifier {
  return { send: (telling) => postJson(url, JSON.stringify({ text: cut(toMrkdwn(telling)) })) };
}

/**
 * A message for Amazon Q Developer in chat applications, which reads it from an SNS topic:
 * https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
 */
export function toCustomNotification(telling: Telling): string {
  const { incident, delivery } = telling;
  const { headline } = compose(telling);
  return JSON.stringify({
    version: '1.0',
    source: 'custom',
    id: `${incident.id}.${delivery.key}`,
    content: {
      textType: 'client-markdown',
      title: escape(headline).slice(0, 250),
      description: cut(toMrkdwn(telling)),
    },
    metadata: {
      threadId: incident.id,
      summary: headline.slice(0, 250),
      eventType: delivery.kind,
      relatedResources: incident.findings.slice(0, 5).map(({ subject }) => `${subject.kind}/${subject.name}`),
    },
  });
}

/** The headline in bold, the rest as it is for a mail reader. */
function toMrkdwn(telling: Telling): string {
  const [head = '', ...rest] = escape(compose(telling).text).split('\n');
  return [`*${head.replaceAll('*', '')}*`, ...rest].join('\n').trimEnd();
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Cut at a line's end. */
function cut(text: string): string {
  if (text.length <= maxText) return text;
  const end = text.lastIndexOf('\n', maxText);
  return `${text.slice(0, end > 0 ? end : maxText).toWellFormed()}\n(cut here)`;
}

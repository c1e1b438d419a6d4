import type { Composed } from './compose.ts';
import { composeMessage } from './compose-notice.ts';
import { isOfNotice, type Message, type Notifier, postJson } from './notifier.ts';

/** Slack cuts longer texts into several messages. */
const maxText = 3500;

/** An incoming webhook: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks */
export function openSlackWebhook(url: string): Notifier {
  return { send: (telling) => postJson(url, JSON.stringify({ text: cut(mrkdwnOf(telling)) })) };
}

/**
 * A message for Amazon Q in chat applications, not yet examined: see `sealNotification`. `composed`: what it says where
 * it stands for several.
 */
export function notificationOf(message: Message, composed?: Pick<Composed, 'headline' | 'text'>): object {
  const { delivery } = message;
  const { headline } = composed ?? composeMessage(message);
  const findings = isOfNotice(message) ? [] : message.incident.findings;
  return {
    version: '1.0',
    source: 'custom',
    id: `${delivery.incident}.${delivery.key}`,
    content: {
      textType: 'client-markdown',
      title: toTitle(headline),
      description: cut(composed ? toMrkdwn(composed.text) : mrkdwnOf(message)),
    },
    metadata: {
      threadId: delivery.incident,
      summary: toTitle(headline),
      eventType: delivery.kind,
      relatedResources: findings.slice(0, 5).map(({ subject }) => `${subject.kind}/${subject.name}`),
    },
  };
}

const maxTitle = 250;

function toTitle(headline: string): string {
  const title = escape(headline);
  // never half of an escape
  return title.length <= maxTitle ? title : `${title.slice(0, maxTitle - 3).replace(/&\w*$/, '')}...`.toWellFormed();
}

function mrkdwnOf(message: Message): string {
  return toMrkdwn(isOfNotice(message) ? message.notice.brief : composeMessage(message).text);
}

/** The headline in bold, the rest as it is for a mail reader. */
function toMrkdwn(text: string): string {
  const [head = '', ...rest] = escape(text).split('\n');
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

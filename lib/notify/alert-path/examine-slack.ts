import { post } from '../notifier.ts';
import type { Sight } from './sight.ts';

/**
 * Whether an incoming webhook is there, without a message: one without a text is refused by a webhook that lives, in other
 * words than by one that is gone.
 * https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
 */
export async function examineSlack(url: string): Promise<Sight> {
  const { status, text, error } = await post(url, JSON.stringify({ text: '' }));
  const isAlive = status === 400 && /no_text|invalid_payload|missing_text/.test(text);
  if (isAlive || status === 200) return { status: 'ok', seen: 'the webhook is there' };
  if (status === null || status === 429 || status >= 500) return { status: 'unknown', seen: error };
  const next = "Make a new incoming webhook in Slack's app settings, and put its URL where the reference leads.";
  return { status: 'not-ok', seen: `the webhook takes no message: ${error}`, next };
}

import type { Channel } from '#lib/config/escalation-schema.ts';
import type { RunbookConfig } from '#lib/config/schema.ts';
import { policyOf } from '#lib/incidents/policy.ts';

/** One way to people that configuration uses. */
export interface UsedWay {
  /** The channel, and behind it the contact whose own way it is. */
  readonly id: string;
  readonly title: string;
  readonly channel: Channel;
  readonly kind: 'pagerduty' | 'topic' | 'slack-webhook';
  /** A reference to a secret, or the ARN of a topic. */
  readonly way: string;
}

const names = { pagerduty: 'PagerDuty', phone: 'text messages', slack: 'Slack', email: 'e-mail' } as const;

/** Every way that a page or a word to the team may go, once. Channels that lead nowhere are no ways. */
export function usedWays(config: RunbookConfig): UsedWay[] {
  const { delivery } = config.escalation;
  const { levels, route, ways } = policyOf(config, 'critical');
  const slack = delivery.slackWebhook ?? delivery.slackTopicArn;
  const usual = { ...ways, ...(slack !== undefined && { slack }) };
  const teamChannels = new Set([...route.channels, ...config.escalation.routes.warning.channels]);
  const used = [
    ...levels.flatMap((level) => level.channels.map((channel) => ({ channel, way: level.ways[channel], of: level }))),
    ...[...teamChannels].map((channel) => ({ channel, way: undefined, of: null })),
  ];
  const found = new Map<string, UsedWay>();
  for (const { channel, way = usual[channel], of } of used) {
    if (way === undefined || found.has(`${channel} ${way}`)) continue;
    const isOwn = of !== null && way !== usual[channel];
    const id = isOwn ? `${channel}/${of.name}` : channel;
    const title = isOwn ? `${names[channel]} of ${of.name}` : names[channel];
    found.set(`${channel} ${way}`, { id, title, channel, way, kind: kindOf(channel, delivery.slackWebhook) });
  }
  return [...found.values()];
}

function kindOf(channel: Channel, slackWebhook: string | undefined): UsedWay['kind'] {
  if (channel === 'pagerduty') return 'pagerduty';
  return channel === 'slack' && slackWebhook !== undefined ? 'slack-webhook' : 'topic';
}

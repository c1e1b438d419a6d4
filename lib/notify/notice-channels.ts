import type { Channel } from '#lib/config/escalation-schema.ts';
import type { RunbookConfig } from '#lib/config/schema.ts';

/** Where notices go: the channels that configuration names for them and that have an address. None: nowhere. */
export function noticeChannels({ escalation: { digest }, channels }: RunbookConfig): readonly Channel[] {
  return digest.enabled ? digest.channels.filter((channel) => channels[channel] !== undefined) : [];
}

import type { Notice } from '#lib/store/notices.ts';
import { type Composed, compose } from './compose.ts';
import { isOfNotice, type Message } from './notifier.ts';

const maxShort = 140;

/** Whatever is told, as it is read in a mail, and in 140 ASCII characters on a telephone. */
export function composeMessage(message: Message): Pick<Composed, 'headline' | 'text' | 'short'> {
  return isOfNotice(message) ? composeNotice(message.notice) : compose(message);
}

function composeNotice({ headline, text }: Notice): ReturnType<typeof composeMessage> {
  return { headline, text, short: headline.replaceAll(/[^ -~]+/g, '?').slice(0, maxShort) };
}

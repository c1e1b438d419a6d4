import type { Composed } from './compose.ts';
import { composeMessage } from './compose-notice.ts';
import { isOfNotice, type Message } from './notifier.ts';

type Messages = readonly [Message, ...Message[]];

const maxShort = 140;
const severities = ['critical', 'warning', 'info'];

/** What calls somebody to work stands first, and of that the worst. */
export function sortByUrgency(messages: Messages): Messages {
  const sorted = messages.toSorted((a, b) => urgencyOf(a) - urgencyOf(b));
  return [sorted[0] ?? messages[0], ...sorted.slice(1)];
}

function urgencyOf(message: Message): number {
  if (isOfNotice(message)) return 9;
  const { kind } = message.delivery;
  const isCall = kind !== 'inform' && kind !== 'resolve';
  return (isCall ? 0 : 3) + severities.indexOf(message.incident.severity);
}

/** Several incidents in one message, one below the other; what is first stands in the headline. */
export function composeTogether(messages: Messages): Pick<Composed, 'headline' | 'text' | 'short'> {
  const [first, ...others] = messages.map(composeMessage);
  if (!first) throw new Error('nothing is to be told');
  if (others.length === 0) return first;
  const more = `${others.length} more below`;
  const text = [`${first.headline} (${more})\n`, ...[first, ...others].map((one) => one.text)].join(`\n${rule}\n`);
  return { headline: `${first.headline.slice(0, 75)} (${more})`, text, short: addCount(first.short, others.length) };
}

const rule = '-'.repeat(40);

function addCount(short: string, count: number): string {
  const end = ` +${count}`;
  return short.length + end.length <= maxShort ? short + end : short;
}

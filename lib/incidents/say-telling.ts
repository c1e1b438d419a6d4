import type { RunbookConfig } from '#lib/config/schema.ts';
import { minutesAfter } from './engage-level.ts';
import type { SimulatedTelling } from './simulate.ts';

const deeds = {
  page: ['is paged', ''],
  repage: ['is paged again', ''],
  escalate: ['is paged', ', because it was not resolved in time'],
  inform: ['is informed', ''],
  resolve: ['is told', ' that it is resolved'],
} as const;

/** A telling as a sentence: `Mon 08:15 GMT+1 (minute 15): level 1, On-Call Engineer, is paged again through phone.` */
export function describeTelling(
  telling: SimulatedTelling,
  begin: Date,
  { timeZone, contacts, escalation }: RunbookConfig,
) {
  const { atMinute, level, kind, responder, channels } = telling;
  const time = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  }).format(minutesAfter(begin, atMinute));
  const contactId = escalation.levels.find(({ name }) => name === responder)?.contact;
  const contact = contacts.find(({ id }) => id === contactId)?.name;
  const behind = contact && contact !== responder ? ` (${contact})` : '';
  const who = responder === 'team' ? 'the team' : `level ${level}, ${responder}${behind},`;
  const [deed, why] = deeds[kind];
  return `${time} (minute ${atMinute}): ${who} ${deed} through ${channels.join(' and ')}${why}.`;
}

import { UsageError } from '#lib/config/usage-error.ts';
import { actOn, actOptions, actorOf, required } from './act-on-incident.ts';
import { defineCommand } from './command.ts';
import { readInstant } from './given-times.ts';

/** Longer than this is a silence, which has an owner. */
const maxHours = 24;

/** `runbook extend`: more time for whoever works on it. */
export const extend = defineCommand({
  usage: 'extend INCIDENT',
  about: `Gives a level more time to resolve an incident, at most ${maxHours} hours, before the next is paged.`,
  options: {
    ...actOptions,
    until: { value: 'ISO', about: 'the new end of its time' },
    reason: { value: 'TEXT', about: 'why it takes longer' },
  },
  async run(ids, { by, until, reason, ...options }, io) {
    const why = required('--reason', reason, 'say why it takes longer');
    const end = readInstant('--until', required('--until', until, 'say until when'));
    const now = io.clock().getTime();
    if (end.getTime() <= now) throw new UsageError(`--until ${until}: that is over; give an instant to come`);
    if (end.getTime() > now + maxHours * 3_600_000)
      throw new UsageError(`--until ${until}: more than ${maxHours} hours from now; see runbook silence`);
    const event = { kind: 'extend', by: actorOf(by, io), until: end.toISOString(), reason: why } as const;
    return actOn(ids, () => event, options, io);
  },
});

import { UsageError } from '#lib/config/usage-error.ts';
import type { Incident } from '#lib/incidents/incident.ts';
import { actOn, actOptions, actorOf } from './act-on-incident.ts';
import { defineCommand } from './command.ts';

/** `runbook escalate`: the next level is needed now. */
export const escalate = defineCommand({
  usage: 'escalate INCIDENT',
  about: 'Pages the next level now.',
  options: actOptions,
  async run(ids, { by, ...options }, io) {
    let seen: number | undefined;
    // on a second try the level that was seen first still counts: two who ask at once move it by one
    const eventFor = ({ id, level, paused }: Incident) => {
      if (paused) throw new UsageError(refusal(id, paused.until));
      seen ??= level;
      return { kind: 'escalate', by: actorOf(by, io), level: seen } as const;
    };
    return actOn(ids, eventFor, options, io);
  },
});

function refusal(id: string, until: string): string {
  return `${id} is silenced until ${until}: nobody is paged before. runbook silence lists what holds, and ends it early`;
}

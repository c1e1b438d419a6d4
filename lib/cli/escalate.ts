import { actOn, actorOf, byOption } from './act-on-incident.ts';
import { defineCommand } from './command.ts';

/** `runbook escalate`: the next level is needed now. */
export const escalate = defineCommand({
  usage: 'escalate INCIDENT',
  about: 'Pages the next level now.',
  options: byOption,
  async run(ids, { by }, io) {
    let seen: number | undefined;
    // on a second try the level that was seen first still counts: two who ask at once move it by one
    const eventFor = ({ level }: { readonly level: number }) => {
      seen ??= level;
      return { kind: 'escalate', by: actorOf(by, io), level: seen } as const;
    };
    return actOn(ids, eventFor, io);
  },
});

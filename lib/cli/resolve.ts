import { actOn, actOptions, actorOf, required } from './act-on-incident.ts';
import { defineCommand } from './command.ts';

/** `runbook resolve`: it is over, whatever the last run saw. */
export const resolve = defineCommand({
  usage: 'resolve INCIDENT',
  about: 'Resolves an incident by hand. A run that still sees its findings opens it again.',
  options: { ...actOptions, reason: { value: 'TEXT', about: 'what was done' } },
  async run(ids, { by, reason, ...options }, io) {
    const why = required('--reason', reason, 'say what was done');
    return actOn(ids, () => ({ kind: 'resolve', by: actorOf(by, io), reason: why }), options, io);
  },
});

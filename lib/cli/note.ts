import { actOn, actOptions, actorOf, required } from './act-on-incident.ts';
import { defineCommand } from './command.ts';

/** `runbook note`: a line in the timeline. */
export const note = defineCommand({
  usage: 'note INCIDENT TEXT',
  about: 'Adds a line to the timeline of an incident. Nobody is told.',
  options: actOptions,
  async run([id, ...words], { by, ...options }, io) {
    const text = required('TEXT', words.join(' '), 'say what is to be remembered');
    return actOn(id === undefined ? [] : [id], () => ({ kind: 'note', by: actorOf(by, io), text }), options, io);
  },
});

import { actOn, actOptions, actorOf } from './act-on-incident.ts';
import { defineCommand } from './command.ts';

/** `runbook ack`: somebody works on it. */
export const ack = defineCommand({
  usage: 'ack INCIDENT',
  about: 'Acknowledges an incident: its level is not paged again. The time to resolve it runs on.',
  options: actOptions,
  run: (ids, options, io) => actOn(ids, () => ({ kind: 'acknowledge', by: actorOf(options.by, io) }), options, io),
});

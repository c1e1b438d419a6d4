import { UsageError } from '#lib/config/usage-error.ts';
import { act } from '#lib/incidents/chase.ts';
import type { IncidentEvent } from '#lib/incidents/event.ts';
import type { Incident, Transition } from '#lib/incidents/incident.ts';
import { saveChange } from '#lib/notify/incident-store.ts';
import { readIncident } from '#lib/store/incidents.ts';
import type { StackChoice } from './deployed/stack.ts';
import { exitCodes } from './exit-code.ts';
import type { Io } from './io.ts';
import { openStore, storeOptions } from './store.ts';

/** The options of every command that acts on an incident: who does it, and where the incident is kept. */
export const actOptions = { by: { value: 'NAME', about: 'who does it; default USER' }, ...storeOptions } as const;

/** Who acts: the option, else the user of the shell. Throws `UsageError`. */
export function actorOf(by: string | undefined, io: Io): string {
  const actor = by ?? io.env.USER ?? io.env.LOGNAME;
  if (actor) return actor;
  throw new UsageError('who are you? give --by NAME: it stands in the timeline');
}

/** A text that a command needs. Throws `UsageError`. */
export function required(option: string, text: string | undefined, why: string): string {
  if (text?.trim()) return text.trim();
  throw new UsageError(`${option} is missing: ${why}`);
}

/** Lets an event happen to one incident, and says what became of it. Throws `UsageError` where it cannot. */
export async function actOn(
  ids: readonly string[],
  eventFor: (incident: Incident) => IncidentEvent,
  choice: StackChoice,
  io: Io,
): Promise<number> {
  const [id, ...rest] = ids;
  if (id === undefined || rest.length > 0) throw new UsageError('name one incident; runbook incidents lists them');
  const table = await openStore(choice, io);
  try {
    const parts = {
      read: (one: string) => readIncident<Incident>(table, one),
      save: (change: Parameters<typeof saveChange>[1]) => saveChange(table, change),
    };
    const done = await act(id, eventFor, parts, io.clock());
    if (!done) throw new UsageError(`no incident ${id} is kept; runbook incidents --all lists them`);
    io.stdout.write(describeDone(done));
    return exitCodes.passed;
  } finally {
    table.close();
  }
}

function describeDone({ incident, log, intents }: Transition): string {
  if (log.length === 0) return `${incident.id}: nothing to change: ${stateOf(incident)}\n`;
  const told = intents.length > 0 ? '; others are told by the next sweep' : '';
  return `${incident.id}: ${log.map(({ text }) => text).join('; ')}${told}\n`;
}

/** How an incident stands, in a few words. */
export function stateOf({ resolvedAt, paused, acknowledgedAt, level }: Incident): string {
  if (resolvedAt !== null) return `resolved at ${resolvedAt}`;
  if (paused) return `silenced until ${paused.until}`;
  if (level === 0) return 'open, nobody is paged';
  return `level ${level}, ${acknowledgedAt === null ? 'not acknowledged' : `acknowledged at ${acknowledgedAt}`}`;
}

import type { IncidentEvent } from '#lib/incidents/event.ts';
import type { Incident, Transition } from '#lib/incidents/incident.ts';
import { next } from '#lib/incidents/next.ts';
import { minute, troubleOf } from './support.ts';

/** What a transition tells, as `KIND LEVEL CHANNELS`. */
export function told({ intents }: Transition): string[] {
  return intents.map(({ kind, level, channels }) => `${kind} ${level} ${channels.join('+')}`);
}

/** What a transition adds to the timeline. */
export function linesOf({ log }: Transition): string[] {
  return log.map(({ text }) => text);
}

/** A tick on which the check still fails. */
export const tick: Extract<IncidentEvent, { kind: 'tick' }> = {
  kind: 'tick',
  silence: null,
  recheck: { result: 'failing', trouble: troubleOf('node-a') },
};

/** A second look that failed; what it adds to the timeline before anything else. */
export const checkedAgain = 'checked again, still there: node-a is not ready';

/** Lets events happen, each at its minute, and gives the incident after the last. */
export function after(incident: Incident, ...events: readonly (readonly [number, IncidentEvent])[]): Incident {
  return events.reduce((state, [at, event]) => next(state, event, minute(at)).incident, incident);
}

/** A silence from one minute to another. */
export function silenceOf(from: number, to: number) {
  return { since: minute(from).toISOString(), until: minute(to).toISOString() };
}

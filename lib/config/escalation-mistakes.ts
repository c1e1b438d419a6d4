import * as z from 'zod';
import { channelNames, escalation } from './escalation-schema.ts';
import type { Mistake } from './mistake.ts';
import { suggest } from './mistake.ts';
import { findNearest } from './nearest.ts';

type Escalation = z.infer<typeof escalation>;

const written = z.object({
  escalation,
  contacts: z.array(z.object({ id: z.string(), email: z.string().optional(), phone: z.string().optional() })).catch([]),
  channels: z.record(z.string(), z.unknown()).catch({}),
});
type Written = z.infer<typeof written>;

/**
 * What is wrong with an escalation whose parts are each right: a contact or a channel that is not there, a step that is
 * never reached. Says nothing of a section that is not written, or that is wrong in itself.
 */
export function* escalationMistakes(data: unknown): Generator<Mistake> {
  const parsed = written.safeParse(data);
  if (!parsed.success) return;
  yield* contactMistakes(data, parsed.data);
  yield* channelMistakes(data, parsed.data);
  yield* unreachableSteps(data, parsed.data.escalation);
}

/** Whether the levels are in the file, and not the shipped ones. */
function areWritten(data: unknown, key: string): boolean {
  const section = (data as { escalation?: object | null }).escalation;
  return section !== null && section !== undefined && Object.hasOwn(section, key);
}

function* contactMistakes(data: unknown, { escalation, contacts }: Written): Generator<Mistake> {
  if (!areWritten(data, 'levels')) return;
  const ids = contacts.map(({ id }) => id);
  for (const [index, { name, contact }] of escalation.levels.entries()) {
    if (ids.includes(contact)) continue;
    const message = `level "${name}" has nobody behind it: no contact has the id ${JSON.stringify(contact)} (contacts: ${ids.join(', ') || 'none'})`;
    const path = ['escalation', 'levels', index, 'contact'];
    yield { path, about: 'value', message, ...suggest(findNearest(contact, ids)) };
  }
}

function* channelMistakes(data: unknown, { escalation, contacts, channels }: Written): Generator<Mistake> {
  const absent = (channel: string) =>
    `channel ${channel} has no address: channels.${channel} is missing (known: ${channelNames.filter((name) => channels[name] !== undefined).join(', ') || 'none'})`;
  for (const [index, level] of areWritten(data, 'levels') ? escalation.levels.entries() : []) {
    const contact = contacts.find(({ id }) => id === level.contact);
    for (const [place, channel] of level.channels.entries()) {
      const own = channel === 'email' || channel === 'phone' ? contact?.[channel] : undefined;
      if (channels[channel] !== undefined || own !== undefined) continue;
      yield { path: ['escalation', 'levels', index, 'channels', place], about: 'value', message: absent(channel) };
    }
  }
  const { routes: writtenRoutes = {} } = (data as { escalation: { routes?: object | null } }).escalation;
  for (const [severity, { channels: named }] of Object.entries(escalation.routes)) {
    if (!Object.hasOwn(writtenRoutes ?? {}, severity)) continue;
    for (const [place, channel] of named.entries()) {
      if (channels[channel] !== undefined) continue;
      yield { path: ['escalation', 'routes', severity, 'channels', place], about: 'value', message: absent(channel) };
    }
  }
}

/** A step that comes no sooner than the one that takes its place is never reached. */
function* unreachableSteps(
  data: unknown,
  { levels, clocksFrom, repageOnMissedResponse }: Escalation,
): Generator<Mistake> {
  if (!areWritten(data, 'levels')) return;
  for (const [index, { name, respondMinutes, escalateMinutes }] of levels.entries()) {
    const path = ['escalation', 'levels', index];
    if (repageOnMissedResponse && respondMinutes >= escalateMinutes) {
      const message = `level "${name}" would never be paged again: it responds within ${respondMinutes} minutes, and the next step comes after ${escalateMinutes}; choose less, or set repageOnMissedResponse: false`;
      yield { path: [...path, 'respondMinutes'], about: 'value', message };
    }
    const before = levels[index - 1];
    if (clocksFrom === 'incident' && before && before.escalateMinutes >= escalateMinutes) {
      const message = `level "${name}" has no time of its own: counted from the incident's begin it ends after ${escalateMinutes} minutes, and it is paged after ${before.escalateMinutes}; choose more, or set clocksFrom: level`;
      yield { path: [...path, 'escalateMinutes'], about: 'value', message };
    }
  }
  for (const [index, { name }] of levels.entries()) {
    if (levels.findIndex((level) => level.name === name) === index) continue;
    const message = `written twice: another level is called "${name}"`;
    yield { path: ['escalation', 'levels', index, 'name'], about: 'value', message };
  }
}

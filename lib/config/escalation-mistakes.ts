import * as z from 'zod';
import { readCron } from './cron.ts';
import { type Channel, channelNames, escalation } from './escalation-schema.ts';
import type { Mistake } from './mistake.ts';
import { suggest } from './mistake.ts';
import { findNearest } from './nearest.ts';

type Escalation = z.infer<typeof escalation>;

const text = z.string().optional();
const contact = z.object({
  id: z.string(),
  email: text,
  phone: text,
  pagerdutyRoutingKey: text,
  emailTopicArn: text,
  phoneTopicArn: text,
});
type Contact = z.infer<typeof contact>;

const written = z.object({
  escalation,
  contacts: z.array(contact).catch([]),
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
  yield* digestMistakes(data, parsed.data);
  yield* mutedLevels(data, parsed.data);
  yield* drillMistakes(parsed.data.escalation);
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
  const absent = (channel: string) => describeAbsence(channel, channels);
  for (const [index, level] of areWritten(data, 'levels') ? escalation.levels.entries() : []) {
    const contact = contacts.find(({ id }) => id === level.contact);
    for (const [place, channel] of level.channels.entries()) {
      if (channels[channel] !== undefined || hasOwn(contact, channel)) continue;
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

function describeAbsence(channel: string, channels: Written['channels']): string {
  const known = channelNames.filter((name) => channels[name] !== undefined).join(', ') || 'none';
  return `channel ${channel} has no address: channels.${channel} is missing (known: ${known})`;
}

function* digestMistakes(data: unknown, { escalation, channels }: Written): Generator<Mistake> {
  const { digest } = (data as { escalation: { digest?: object | null } }).escalation;
  if (!Object.hasOwn(digest ?? {}, 'channels')) return;
  for (const [place, channel] of escalation.digest.channels.entries()) {
    if (channels[channel] !== undefined) continue;
    const message = describeAbsence(channel, channels);
    yield { path: ['escalation', 'digest', 'channels', place], about: 'value', message };
  }
}

/** Whether a contact has an address or a way of its own. */
function hasOwn(contact: Contact | undefined, channel: Channel): boolean {
  if (channel === 'slack' || !contact) return false;
  if (channel === 'pagerduty') return contact.pagerdutyRoutingKey !== undefined;
  return (contact[channel] ?? contact[`${channel}TopicArn`]) !== undefined;
}

/**
 * A level whose channels are there, and none of which leads anywhere. Nothing is said while no way at all is written:
 * such a configuration only looks. For e-mail and text messages the stack makes topics of addresses.
 */
function* mutedLevels(data: unknown, { escalation, contacts }: Written): Generator<Mistake> {
  const { pagerdutyRoutingKey, slackWebhook, slackTopicArn } = escalation.delivery;
  const hasWays = areWritten(data, 'delivery') || contacts.some((one) => one.pagerdutyRoutingKey !== undefined);
  if (!hasWays) return;
  const isLed = (channel: Channel, own: Contact | undefined) => {
    if (channel === 'pagerduty') return (own?.pagerdutyRoutingKey ?? pagerdutyRoutingKey) !== undefined;
    return channel !== 'slack' || (slackWebhook ?? slackTopicArn) !== undefined;
  };
  for (const [index, level] of escalation.levels.entries()) {
    const own = contacts.find(({ id }) => id === level.contact);
    if (level.channels.some((channel) => isLed(channel, own))) continue;
    const message = `level "${level.name}" cannot be paged: nothing leads to ${level.channels.join(' or ')}; write escalation.delivery.${level.channels.includes('pagerduty') ? 'pagerdutyRoutingKey' : 'slackWebhook'}, or give it another channel`;
    const path = ['escalation', 'levels', index, 'channels'];
    yield { path: areWritten(data, 'levels') ? path : ['escalation', 'delivery'], about: 'value', message };
  }
}

function* drillMistakes({ alertPath }: Escalation): Generator<Mistake> {
  const cron = readCron(alertPath.drillAt ?? '0 0 1 * *');
  if (!('mistake' in cron)) return;
  const message = `expected a cron such as "0 11 15 * *", found ${JSON.stringify(alertPath.drillAt)}: ${cron.mistake}`;
  yield { path: ['escalation', 'alertPath', 'drillAt'], about: 'value', message };
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

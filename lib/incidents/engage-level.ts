import type { Channel } from '#lib/config/escalation-schema.ts';
import { type Incident, type Intent, type TellingKind, type Told, team } from './incident.ts';

/** What a part of an event changes, whom it tells, and what it adds to the timeline. */
export interface Change {
  readonly fields: Partial<Incident>;
  readonly tellings: readonly Telling[];
  readonly log: readonly string[];
}

/** No change. */
export const nothing: Change = { fields: {}, tellings: [], log: [] };

/** An intent before it has its key. */
export type Telling = Omit<Intent, 'key'>;

/** The instant some minutes after another. */
export function minutesAfter(at: Date, minutes: number): Date {
  return new Date(at.getTime() + minutes * 60_000);
}

/**
 * Pages a level for the first time and starts its clocks. One that has no channel is noted, and the next is paged in its
 * place at once. `kind` is `page` for the first of an incident and `escalate` for the others.
 */
export function engageLevel(incident: Incident, wanted: number, now: Date, reason: string): Change {
  const levels = incident.policy.levels;
  const number = levels.findIndex(({ channels }, index) => index >= wanted - 1 && channels.length > 0) + 1;
  const level = levels[number - 1];
  const passedOver = levels.slice(wanted - 1, level ? number - 1 : undefined);
  const log = passedOver.map(
    ({ name }) =>
      `nobody to page at level ${levels.findIndex((one) => one.name === name) + 1} (${name}): it has no channel`,
  );
  if (!level) return { fields: { responseDueAt: null, resolutionDueAt: null }, tellings: [], log };
  const channels = level.channels.slice(0, 1);
  const fields: Partial<Incident> = {
    level: number,
    engagedAt: now.toISOString(),
    responseDueAt: minutesAfter(now, level.respondMinutes).toISOString(),
    resolutionDueAt: resolutionDue(incident, number, now).toISOString(),
    acknowledgedAt: null,
    isRestarted: false,
    recheckAt: null,
    pages: 1,
    told: addTold(incident.told, { level: number, responder: level.name, channels }),
  };
  const kind: TellingKind = incident.level === 0 ? 'page' : 'escalate';
  const line = `${kind === 'page' ? 'paged' : 'escalated to'} level ${number}, ${level.name}, through ${channels.join(' and ')}: ${reason}`;
  return { fields, tellings: [{ kind, level: number, responder: level.name, channels, reason }], log: [...log, line] };
}

/** A level that is engaged late still has its time to respond. */
function resolutionDue({ policy, openedAt }: Incident, number: number, now: Date): Date {
  const { respondMinutes = 0, escalateMinutes = 0 } = policy.levels[number - 1] ?? {};
  if (policy.clocksFrom === 'level') return minutesAfter(now, escalateMinutes);
  const due = minutesAfter(new Date(openedAt), escalateMinutes);
  const earliest = minutesAfter(now, respondMinutes);
  return due > earliest ? due : earliest;
}

/** Pages the current level again, through its next channel. */
export function pageAgain(incident: Incident, fields: Partial<Incident>, reason: string): Change {
  const { policy, level: number, pages, told } = incident;
  const level = policy.levels[number - 1];
  if (!level || level.channels.length === 0) return { fields, tellings: [], log: [reason] };
  const channels = level.channels.slice(pages % level.channels.length, (pages % level.channels.length) + 1);
  return {
    fields: {
      ...fields,
      pages: pages + 1,
      told: addTold(told, { level: number, responder: level.name, channels }),
    },
    tellings: [{ kind: 'repage', level: number, responder: level.name, channels, reason }],
    log: [`paged level ${number}, ${level.name}, again through ${channels.join(' and ')}: ${reason}`],
  };
}

/** Tells the team what is new, through the channels of the incident's route. */
export function informTeam(incident: Incident, reason: string): Change {
  const { channels } = incident.policy.route;
  if (channels.length === 0) return nothing;
  return {
    fields: { told: addTold(incident.told, { level: 0, responder: team, channels }) },
    tellings: [{ kind: 'inform', level: incident.level, responder: team, channels, reason }],
    log: [],
  };
}

/** One change after another: the second is made of what the first has left. */
export function inTurn(incident: Incident, ...steps: readonly ((incident: Incident) => Change)[]): Change {
  let all = nothing;
  for (const step of steps) {
    const { fields, tellings, log } = step({ ...incident, ...all.fields });
    all = {
      fields: { ...all.fields, ...fields },
      tellings: [...all.tellings, ...tellings],
      log: [...all.log, ...log],
    };
  }
  return all;
}

function addTold(told: readonly Told[], { level, responder, channels }: Told): readonly Told[] {
  const earlier = told.find((one) => one.level === level);
  if (!earlier) return [...told, { level, responder, channels }];
  const all: readonly Channel[] = [...new Set([...earlier.channels, ...channels])];
  return told.map((one) => (one === earlier ? { ...one, channels: all } : one));
}

import { acknowledge, tellOfAcknowledgement, unacknowledge } from './acknowledge.ts';
import { announce, resolve } from './announce.ts';
import { type Change, engageLevel, informTeam, inTurn, minutesAfter, nothing, pageAgain } from './engage-level.ts';
import type { IncidentEvent } from './event.ts';
import {
  describeTrouble,
  type Incident,
  type LastGood,
  type Pause,
  type Transition,
  type Trouble,
} from './incident.ts';
import { followClocks } from './level-clocks.ts';
import type { Policy } from './policy.ts';
import { heedSilence, tick } from './tick.ts';

/** What makes a new incident. */
export interface Opening extends Pick<Incident, 'id' | 'cluster' | 'window' | 'group' | 'title' | 'severity'> {
  readonly trouble: Trouble;
  readonly policy: Policy;
  /** One that holds now: then nobody is told until it has ended. */
  readonly silence: Pause | null;
  /** After so many seconds its checks are run again, before anybody is told; without it people are told at once. */
  readonly recheckSeconds?: number;
  readonly run?: string | null;
  readonly lastGood?: LastGood | null;
}

/** Opens an incident: the first level is paged, or the team informed, as its policy says. */
export function open(opening: Opening, now: Date): Transition {
  const { trouble, silence, recheckSeconds = 0, run = null, lastGood = null, ...facts } = opening;
  const incident: Incident = {
    ...facts,
    ...trouble,
    run,
    lastGood,
    foundFirst: trouble.findings,
    clocks: [],
    openedAt: now.toISOString(),
    episode: 1,
    resolvedAt: null,
    version: 0,
    ...untold,
  };
  return settle(
    incident,
    withLog(beginEpisode(incident, { silence, recheckSeconds }, now), `opened: ${describeTrouble(trouble)}`),
    now,
    'runbook',
  );
}

/**
 * What becomes of an incident through an event: a pure function, so that the same event on the same incident leads to
 * the same. An event that changes nothing gives the incident itself, and nothing to tell. Nobody is told anything of a
 * resolved one, unless it comes back.
 *
 * The clocks follow "Escalation Procedures" of the runbook. A level's clocks start when it is paged. An
 * acknowledgement meets the response clock and leaves the resolve clock running. At most one level is paged at a time,
 * however late it is.
 */
export function next(incident: Incident, event: IncidentEvent, now: Date): Transition {
  const by = 'by' in event ? event.by : 'runbook';
  const change = incident.resolvedAt === null ? changeOpen(incident, event, now) : changeResolved(incident, event, now);
  return settle(incident, change, now, by);
}

function changeOpen(incident: Incident, event: IncidentEvent, now: Date): Change {
  switch (event.kind) {
    case 'seen':
      return see(incident, event);
    case 'passed':
      return pass(incident, event.run, now);
    case 'tick':
      return tick(incident, event, now);
    case 'silence':
      return heedSilence(incident, event.silence, now);
    case 'acknowledge':
      return acknowledge(incident, event, now);
    case 'unacknowledge':
      return unacknowledge(incident, event, now);
    case 'resolve':
      return resolve(incident, `resolved by ${event.by}: ${event.reason}`, now);
    case 'extend':
      return extend(incident, event, now);
    case 'escalate':
      return escalateByHand(incident, event, now);
    case 'undelivered':
      return tryNextChannel(incident, event);
    case 'note':
      break;
  }
  return withLog(nothing, event.text);
}

/** A resolved incident lives on only as one that comes back soon, and in its notes. */
function changeResolved(incident: Incident, event: IncidentEvent, now: Date): Change {
  if (event.kind === 'note') return withLog(nothing, event.text);
  if (event.kind !== 'seen' || !canReopen(incident, now)) return nothing;
  const { trouble, silence, recheckSeconds = 0, run = null, lastGood = null } = event;
  const episode = incident.episode + 1;
  const fresh = { ...untold, ...trouble, run, lastGood };
  const again = { ...incident, ...fresh, foundFirst: trouble.findings, resolvedAt: null, episode };
  const begun = beginEpisode(again, { silence, recheckSeconds }, now);
  return { ...withLog(begun, `came back: ${describeTrouble(event.trouble)}`), fields: { ...again, ...begun.fields } };
}

/** Whether a resolved incident whose findings are there again is reopened; else they make a new one. */
export function canReopen({ resolvedAt, policy }: Incident, now: Date): boolean {
  return resolvedAt !== null && now.getTime() - Date.parse(resolvedAt) <= policy.reopenWithinHours * 3_600_000;
}

/** An episode of which nobody knows yet. */
const untold = {
  recheckAt: null,
  isRestarted: false,
  acknowledgedLate: [],
  announcedAt: null,
  level: 0,
  engagedAt: null,
  responseDueAt: null,
  resolutionDueAt: null,
  acknowledgedAt: null,
  pages: 0,
  repeats: 0,
  paused: null,
  passes: 0,
  passedRun: null,
  told: [],
} as const satisfies Partial<Incident>;

function beginEpisode(
  incident: Incident,
  { silence, recheckSeconds }: Pick<Opening, 'silence'> & { recheckSeconds: number },
  now: Date,
): Change {
  if (!silence || Date.parse(silence.until) <= now.getTime()) {
    if (recheckSeconds === 0) return announce(incident, now);
    const recheckAt = minutesAfter(now, recheckSeconds / 60).toISOString();
    return {
      fields: { recheckAt },
      tellings: [],
      log: [`its checks are run again at ${recheckAt}: nobody is told before`],
    };
  }
  const paused = { since: now.toISOString(), until: silence.until };
  return { fields: { paused }, tellings: [], log: [`silenced until ${silence.until}: nobody is told`] };
}

function see(incident: Incident, { trouble, run }: Extract<IncidentEvent, { kind: 'seen' }>): Change {
  const known = new Set(incident.findings.map(({ fingerprint }) => fingerprint));
  const added = trouble.findings.filter(({ fingerprint }) => !known.has(fingerprint));
  const isMore = added.length > 0 && trouble.findingCount >= incident.findingCount;
  const fields = { checks: trouble.checks, findings: trouble.findings, findingCount: trouble.findingCount, passes: 0 };
  const log = incident.passes > 0 ? [`it is there again after ${countRuns(incident.passes)} without it`] : [];
  const seen = { fields: { ...fields, ...(run !== undefined && { run }) }, tellings: [], log };
  if (!isMore) return isSame(incident, fields) ? nothing : seen;
  const line = `${added.length} more: ${describeTrouble({ ...trouble, findings: added })}`;
  if (incident.paused || incident.announcedAt === null) return withLog(seen, line);
  return withLog(
    inTurn(
      incident,
      () => seen,
      (updated) => informTeam(updated, line),
    ),
    line,
  );
}

function isSame(incident: Incident, fields: Partial<Incident>): boolean {
  return Object.entries(fields).every(
    ([name, value]) => JSON.stringify(incident[name as keyof Incident]) === JSON.stringify(value),
  );
}

function pass(incident: Incident, run: string, now: Date): Change {
  if (incident.passedRun === run) return nothing;
  const passes = incident.passes + 1;
  const needed = incident.policy.resolveAfterRuns + incident.episode - 1;
  if (passes >= needed)
    return resolve(
      incident,
      `recovered: ${passes === 1 ? 'the run' : `${passes} runs in a row`} found nothing of it`,
      now,
    );
  return {
    fields: { passes, passedRun: run },
    tellings: [],
    log: [`a run found nothing of it: ${passes} of ${needed} that are needed`],
  };
}

/** A page that did not get through is sent through the level's next channel, until it has none that was not tried. */
function tryNextChannel(incident: Incident, event: Extract<IncidentEvent, { kind: 'undelivered' }>): Change {
  const { level, pages, policy, acknowledgedAt } = incident;
  const reason = `the page through ${event.channel} did not get through: ${event.error}`;
  const channels = policy.levels[level - 1]?.channels.length ?? 0;
  if (event.level !== level || acknowledgedAt !== null || pages >= channels) return withLog(nothing, reason);
  return pageAgain(incident, {}, reason);
}

function extend(incident: Incident, event: Extract<IncidentEvent, { kind: 'extend' }>, now: Date): Change {
  const { resolutionDueAt, acknowledgedAt } = incident;
  if (resolutionDueAt === null || incident.paused || Date.parse(event.until) <= Date.parse(resolutionDueAt))
    return nothing;
  const until = new Date(event.until).toISOString();
  const reason = `${event.by} takes until ${until}: ${event.reason}`;
  const fields = { resolutionDueAt: until, responseDueAt: null, acknowledgedAt: acknowledgedAt ?? now.toISOString() };
  return inTurn(
    incident,
    () => ({ fields, tellings: [], log: [reason] }),
    // who takes more time is there: PagerDuty must not go on by itself
    (updated) => (acknowledgedAt === null ? tellOfAcknowledgement(updated, reason) : informTeam(updated, reason)),
  );
}

/** Somebody who presses twice, or just after the sweep, wants the level that has only now been paged. */
const settleMinutes = 1;

function escalateByHand(incident: Incident, event: Extract<IncidentEvent, { kind: 'escalate' }>, now: Date): Change {
  const { level, engagedAt, paused, policy } = incident;
  const isFresh = level > 1 && engagedAt !== null && minutesAfter(new Date(engagedAt), settleMinutes) > now;
  if (event.level !== level || isFresh || paused || level >= policy.levels.length) return nothing;
  if (incident.announcedAt === null) return announce(incident, now);
  return engageLevel(incident, level + 1, now, `${event.by} asked for it`);
}

function countRuns(count: number): string {
  return count === 1 ? '1 run' : `${count} runs`;
}

function withLog(change: Change, line: string): Change {
  return { ...change, log: [line, ...change.log] };
}

/** Puts a change in its place; the incident itself where there is none. */
function settle(incident: Incident, { fields, tellings, log }: Change, now: Date, by: string): Transition {
  if (Object.keys(fields).length === 0 && log.length === 0) return { incident, intents: [], log: [] };
  const version = incident.version + 1;
  const after = { ...incident, ...fields, version };
  return {
    incident: { ...after, clocks: followClocks(incident, after, now, by) },
    intents: tellings.map((telling) => ({
      key: `${String(version).padStart(4, '0')}.${telling.kind}.${telling.level}.${telling.responder === 'team' ? 't' : 'r'}`,
      ...telling,
    })),
    log: log.map((text) => ({ at: now.toISOString(), by, text })),
  };
}

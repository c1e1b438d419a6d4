import { announce, resolve } from './announce.ts';
import { type Change, engageLevel, inTurn, minutesAfter, nothing, pageAgain } from './engage-level.ts';
import type { IncidentEvent } from './event.ts';
import type { Incident, Pause } from './incident.ts';

type Tick = Extract<IncidentEvent, { kind: 'tick' }>;

/** Does what is due of an open incident, and no more than one page of it. */
export function tick(incident: Incident, { silence, recheck }: Tick, now: Date): Change {
  const paused = pause(incident, silence, now);
  if (paused) return paused;
  if (recheck.result === 'passing' && isDue(incident, now)) {
    return resolve(incident, 'recovered by itself: its checks passed when they were run again', now);
  }
  const trouble = recheck.result === 'failing' ? recheck.trouble : {};
  const refreshed: Change = { fields: isDue(incident, now) ? { ...trouble } : {}, tellings: [], log: [] };
  return inTurn(
    incident,
    () => refreshed,
    (waking) => resume(waking, now),
    (awake) => doWhatIsDue(awake, recheck, now),
  );
}

/** Whether a clock has run out, or a pause has ended: then somebody is to be told, unless it has passed. */
export function isDue({ paused, responseDueAt, resolutionDueAt }: Incident, now: Date): boolean {
  const iso = now.toISOString();
  if (paused) return paused.until <= iso;
  return [responseDueAt, resolutionDueAt].some((at) => at !== null && at <= iso);
}

/** While a silence holds, the clocks stand still from its beginning. */
function pause(incident: Incident, silence: Pause | null, now: Date): Change | null {
  if (!silence || silence.until <= now.toISOString()) return null;
  const { paused, engagedAt, openedAt } = incident;
  if (paused?.until === silence.until) return nothing;
  const begun = engagedAt ?? openedAt;
  const since = paused?.since ?? (silence.since > begun ? silence.since : begun);
  return {
    fields: { paused: { since, until: silence.until } },
    tellings: [],
    log: [`silenced until ${silence.until}: clocks stand still`],
  };
}

/** After a silence the clocks go on with the time that they had left. */
function resume(incident: Incident, now: Date): Change {
  const { paused, responseDueAt, resolutionDueAt, announcedAt } = incident;
  if (!paused) return nothing;
  const woken = { ...incident, paused: null };
  if (announcedAt === null) {
    const announced = announce(woken, now);
    return {
      ...announced,
      fields: { paused: null, ...announced.fields },
      log: ['the silence has ended', ...announced.log],
    };
  }
  const shift = (at: string | null) => {
    if (at === null) return null;
    return new Date(Date.parse(at) + now.getTime() - Date.parse(paused.since)).toISOString();
  };
  const fields = { paused: null, responseDueAt: shift(responseDueAt), resolutionDueAt: shift(resolutionDueAt) };
  return { fields, tellings: [], log: ['the silence has ended: clocks go on'] };
}

/** The resolve clock goes before the response clock: a page to the next level makes one to this level needless. */
function doWhatIsDue(incident: Incident, recheck: Tick['recheck'], now: Date): Change {
  const iso = now.toISOString();
  const { responseDueAt, resolutionDueAt } = incident;
  const doubt = recheck.result === 'unknown' ? ` (could not re-check: ${recheck.reason})` : '';
  if (resolutionDueAt !== null && resolutionDueAt <= iso) return escalate(incident, resolutionDueAt, doubt, now);
  if (responseDueAt === null || responseDueAt > iso) return nothing;
  const missed = `no response by ${responseDueAt}${doubt}`;
  if (incident.policy.repageOnMissedResponse) return pageAgain(incident, { responseDueAt: null }, missed);
  return { fields: { responseDueAt: null }, tellings: [], log: [missed] };
}

function escalate(incident: Incident, dueAt: string, doubt: string, now: Date): Change {
  const { policy, level, repeats } = incident;
  const lateMinutes = Math.floor((now.getTime() - Date.parse(dueAt)) / 60_000);
  const delay = lateMinutes > 5 ? `, delayed ${lateMinutes} min` : '';
  const reason = `not resolved by ${dueAt}${delay}${doubt}`;
  if (level < policy.levels.length) {
    const engaged = engageLevel(incident, level + 1, now, reason);
    if (engaged.tellings.length > 0) return engaged;
  }
  if (repeats >= policy.repeat.atMost)
    return {
      fields: { responseDueAt: null, resolutionDueAt: null },
      tellings: [],
      log: [`${reason}; nobody is left to page`],
    };
  const again = minutesAfter(now, policy.repeat.everyMinutes).toISOString();
  return pageAgain(incident, { responseDueAt: null, resolutionDueAt: again, repeats: repeats + 1 }, reason);
}

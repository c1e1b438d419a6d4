import { announce, resolve } from './announce.ts';
import { type Change, engageLevel, inTurn, minutesAfter, nothing, pageAgain } from './engage-level.ts';
import type { IncidentEvent } from './event.ts';
import { describeTrouble, type Incident, type Pause } from './incident.ts';

type Tick = Extract<IncidentEvent, { kind: 'tick' }>;

/** Does what is due of an open incident, and no more than one page of it. */
export function tick(incident: Incident, { silence, recheck }: Tick, now: Date): Change {
  const paused = pause(incident, silence, now);
  if (paused) return paused;
  if (recheck.result === 'passing' && isDue(incident, now)) {
    return resolve(incident, 'recovered by itself: its checks passed when they were run again', now);
  }
  return inTurn(
    incident,
    () => (isDue(incident, now) ? refresh(incident, recheck) : nothing),
    (waking) => resume(waking, now),
    (awake) => doWhatIsDue(awake, recheck, now),
  );
}

/** Whoever is told next is told what was seen just now, and since when it was seen before. */
function refresh(incident: Incident, recheck: Tick['recheck']): Change {
  if (recheck.result !== 'failing') return nothing;
  const sinceOf = new Map(incident.findings.map(({ fingerprint, since }) => [fingerprint, since]));
  const findings = recheck.trouble.findings.map((finding) => {
    const known = sinceOf.get(finding.fingerprint) ?? finding.since;
    return known < finding.since ? { ...finding, since: known } : finding;
  });
  return {
    fields: { ...recheck.trouble, findings },
    tellings: [],
    log: [`checked again, still there: ${describeTrouble(recheck.trouble)}`],
  };
}

/** Whether a clock has run out, or a pause has ended: then somebody is to be told, unless it has passed. */
export function isDue({ paused, recheckAt, responseDueAt, resolutionDueAt }: Incident, now: Date): boolean {
  const iso = now.toISOString();
  if (paused) return paused.until <= iso;
  return [recheckAt, responseDueAt, resolutionDueAt].some((at) => at !== null && at <= iso);
}

/** While a silence holds, the clocks stand still from its beginning. */
function pause(incident: Incident, silence: Pause | null, now: Date): Change | null {
  if (!silence || silence.until <= now.toISOString()) return null;
  const { paused, engagedAt, openedAt } = incident;
  if (paused?.until === silence.until) return nothing;
  const begun = engagedAt ?? openedAt;
  const since = paused?.since ?? (silence.since > begun ? silence.since : begun);
  return {
    fields: { paused: { since, until: silence.until }, recheckAt: null },
    tellings: [],
    log: [`silenced until ${silence.until}: clocks stand still`],
  };
}

/** Once a silence has begun the clocks stand still; who waited for its end is due as soon as it has ended. */
export function heedSilence(incident: Incident, silence: Pause | null, now: Date): Change {
  const paused = pause(incident, silence, now);
  if (paused) return paused;
  const iso = now.toISOString();
  if (!incident.paused || incident.paused.until <= iso) return nothing;
  return { fields: { paused: { ...incident.paused, until: iso } }, tellings: [], log: ['the silence was ended'] };
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
    // who sweeps with a clock that is behind takes nobody's time away
    const stoodMs = Math.max(0, now.getTime() - Date.parse(paused.since));
    return new Date(Date.parse(at) + stoodMs).toISOString();
  };
  const fields = { paused: null, responseDueAt: shift(responseDueAt), resolutionDueAt: shift(resolutionDueAt) };
  return { fields, tellings: [], log: ['the silence has ended: clocks go on'] };
}

/** The resolve clock goes before the response clock: a page to the next level makes one to this level needless. */
function doWhatIsDue(incident: Incident, recheck: Tick['recheck'], now: Date): Change {
  const iso = now.toISOString();
  const { recheckAt, responseDueAt, resolutionDueAt } = incident;
  const doubt = recheck.result === 'unknown' ? ` (could not re-check: ${recheck.reason})` : '';
  if (recheckAt !== null && recheckAt <= iso) return announce(incident, now, doubt);
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

import { type Change, informTeam, inTurn, minutesAfter, nothing } from './engage-level.ts';
import type { IncidentEvent } from './event.ts';
import type { Incident } from './incident.ts';

type Acknowledge = Extract<IncidentEvent, { kind: 'acknowledge' }>;
type Unacknowledge = Extract<IncidentEvent, { kind: 'unacknowledge' }>;

/** Somebody of the level that is paged works on it: that meets the response clock, and the resolve clock runs on. */
export function acknowledge(incident: Incident, event: Acknowledge, now: Date): Change {
  if (event.level !== undefined && event.level < incident.level) return noteLate(incident, event.level);
  if (incident.acknowledgedAt !== null || incident.level === 0) return nothing;
  const { responseDueAt, policy, level } = incident;
  const limit = responseDueAt === null ? 'after its time to respond' : `in time, before ${responseDueAt}`;
  const fields: Partial<Incident> = {
    acknowledgedAt: now.toISOString(),
    responseDueAt: null,
    ...(policy.acknowledgementStopsEscalation && { resolutionDueAt: null }),
  };
  const acknowledged = { fields, tellings: [], log: [`acknowledged at level ${level}, ${limit}`] };
  return inTurn(
    incident,
    () => acknowledged,
    (updated) => tellOfAcknowledgement(updated, `acknowledged by ${event.by}`),
  );
}

/** It stands in the timeline, once, and changes no clock: the level that is paged now has not responded. */
function noteLate({ acknowledgedLate, level }: Incident, late: number): Change {
  if (acknowledgedLate.includes(late)) return nothing;
  return {
    fields: { acknowledgedLate: [...acknowledgedLate, late] },
    tellings: [],
    log: [`acknowledged at level ${late}, too late: level ${level} has been paged since`],
  };
}

/** The team, and PagerDuty where it has paged somebody: it must not go on by itself. */
export function tellOfAcknowledgement(incident: Incident, reason: string): Change {
  const paged = incident.told.filter(({ channels }) => channels.includes('pagerduty'));
  const informed = informTeam(incident, reason);
  const tellings = paged.map(({ level, responder }) => {
    return { kind: 'inform', level, responder, channels: ['pagerduty'], reason } as const;
  });
  return { ...informed, tellings: [...tellings, ...informed.tellings] };
}

/**
 * The level has not responded after all: it has its time to respond once more, and no third time, however often it is
 * acknowledged and withdrawn.
 */
export function unacknowledge(incident: Incident, { by, level }: Unacknowledge, now: Date): Change {
  const { acknowledgedAt, isRestarted, policy, paused, resolutionDueAt } = incident;
  const { respondMinutes = 0, escalateMinutes = 0 } = policy.levels[level - 1] ?? {};
  if (level !== incident.level || acknowledgedAt === null) return nothing;
  // while clocks stand still, they are counted from where they stand
  const from = paused ? new Date(paused.since) : now;
  const restartedAt = minutesAfter(from, respondMinutes).toISOString();
  const responseDueAt = isRestarted ? null : later(restartedAt, incident.clocks.at(-1)?.respondBy);
  const restarted = resolutionDueAt ?? minutesAfter(from, escalateMinutes).toISOString();
  const fields: Partial<Incident> = {
    acknowledgedAt: null,
    isRestarted: true,
    responseDueAt,
    ...(policy.acknowledgementStopsEscalation && { resolutionDueAt: restarted }),
  };
  const until = responseDueAt === null ? '' : `; it has until ${responseDueAt} to respond`;
  const withdrawn = { fields, tellings: [], log: [`the acknowledgement at level ${level} was withdrawn${until}`] };
  return inTurn(
    incident,
    () => withdrawn,
    (updated) => informTeam(updated, `${by} has withdrawn the acknowledgement`),
  );
}

/** Whoever's clock is behind takes nobody's time away. */
function later(at: string, other = at): string {
  return at > other ? at : other;
}

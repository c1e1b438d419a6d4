import type { Channel } from '#lib/config/escalation-schema.ts';
import { type Change, engageLevel, informTeam, inTurn, nothing } from './engage-level.ts';
import { type Incident, team } from './incident.ts';
import { wayOf } from './policy.ts';

/** Tells of an incident for the first time. `doubt`: why it could not be looked at again just before. */
export function announce(incident: Incident, now: Date, doubt = ''): Change {
  const times = incident.episode - 1;
  const again = times === 1 ? 'it came back' : `it is flapping: it came back ${times} times`;
  const reason = `${times === 0 ? 'it is new' : again}${doubt}`;
  return inTurn(
    incident,
    () => ({ ...nothing, fields: { announcedAt: now.toISOString(), recheckAt: null } }),
    (told) => (told.policy.route.pages ? engageLevel(told, 1, now, reason) : nothing),
    (told) => informTeam(told, reason),
  );
}

/**
 * Everybody who was told is told that it is over, and nobody else; once through a way that several share.
 * PagerDuty has an alert for each level, and each must end.
 */
export function resolve(incident: Incident, reason: string, now: Date): Change {
  const used = new Set<string>();
  const tellings = incident.told.flatMap(({ channels, ...told }) => {
    const placeOf = (channel: Channel) => {
      const way = { level: told.level, isTeam: told.responder === team, channel };
      return `${channel} ${wayOf(incident.policy, way) ?? ''}`;
    };
    const left = channels.filter((channel) => channel === 'pagerduty' || !used.has(placeOf(channel)));
    for (const channel of channels) used.add(placeOf(channel));
    return left.length > 0 ? [{ ...told, channels: left, kind: 'resolve' as const, reason }] : [];
  });
  const ended = { responseDueAt: null, resolutionDueAt: null, recheckAt: null, paused: null };
  return { fields: { resolvedAt: now.toISOString(), ...ended }, tellings, log: [reason] };
}

import { type Change, engageLevel, informTeam, inTurn, nothing } from './engage-level.ts';
import type { Incident } from './incident.ts';

/** Tells of an incident for the first time. */
export function announce(incident: Incident, now: Date): Change {
  const reason = incident.episode > 1 ? 'it came back' : 'it is new';
  return inTurn(
    incident,
    () => ({ ...nothing, fields: { announcedAt: now.toISOString() } }),
    (told) => (told.policy.route.pages ? engageLevel(told, 1, now, reason) : nothing),
    (told) => informTeam(told, reason),
  );
}

/**
 * Everybody who was told is told that it is over, and nobody else; once through a channel that several share.
 * PagerDuty has an alert for each level, and each must end.
 */
export function resolve(incident: Incident, reason: string, now: Date): Change {
  const used = new Set<string>();
  const tellings = incident.told.flatMap(({ channels, ...told }) => {
    const left = channels.filter((channel) => channel === 'pagerduty' || !used.has(channel));
    for (const channel of channels) used.add(channel);
    return left.length > 0 ? [{ ...told, channels: left, kind: 'resolve' as const, reason }] : [];
  });
  const fields = { resolvedAt: now.toISOString(), responseDueAt: null, resolutionDueAt: null, paused: null };
  return { fields, tellings, log: [reason] };
}

import type { Incident, LevelClocks } from './incident.ts';

/** More than any incident needs that people still read. */
const maxKept = 40;

/**
 * The clocks of the levels after a change. They are read off the incident as it was and as it is, so that no event can
 * forget them. What the last level is given between two repetitions is no further limit.
 */
export function followClocks(before: Incident, after: Incident, now: Date, by: string): readonly LevelClocks[] {
  const isEngaged = after.level > 0 && (after.level !== before.level || after.episode !== before.episode);
  const followed = before.clocks.map((clocks) => follow(clocks, after, by));
  const isOver = isEngaged || after.resolvedAt !== null;
  const ended = followed.map((clocks) =>
    isOver ? { ...clocks, endedAt: clocks.endedAt ?? now.toISOString() } : clocks,
  );
  return isEngaged ? [...ended, begin(after, now)].slice(-maxKept) : ended;
}

function begin({ episode, level, policy, responseDueAt, resolutionDueAt }: Incident, now: Date): LevelClocks {
  const pagedAt = now.toISOString();
  return {
    episode,
    level,
    responder: policy.levels[level - 1]?.name ?? `level ${level}`,
    pagedAt,
    respondBy: responseDueAt ?? pagedAt,
    resolveBy: resolutionDueAt ?? pagedAt,
    acknowledgedAt: null,
    acknowledgedBy: null,
    endedAt: null,
  };
}

function follow(clocks: LevelClocks, after: Incident, by: string): LevelClocks {
  if (after.episode !== clocks.episode || after.level !== clocks.level) return clocks;
  const { acknowledgedAt, responseDueAt, resolutionDueAt } = after;
  const isRepeated = after.repeats > 0;
  return {
    ...clocks,
    respondBy: responseDueAt ?? clocks.respondBy,
    resolveBy: isRepeated ? clocks.resolveBy : (resolutionDueAt ?? clocks.resolveBy),
    acknowledgedAt,
    acknowledgedBy: acknowledgedAt === null ? null : (clocks.acknowledgedBy ?? by),
  };
}

import type { LevelClocks } from './incident.ts';

/**
 * How a limit was kept: done in time, not done in time, still to come, or no longer of use when it came (the incident was
 * over, or a further level had taken it on).
 */
export type Kept = 'met' | 'missed' | 'open' | 'not-reached';

/** One level's two clocks, judged. */
export interface JudgedClocks extends LevelClocks {
  readonly response: Kept;
  readonly resolution: Kept;
  /** When the incident was resolved while the level had it (ISO). */
  readonly resolvedAt: string | null;
  /** The level that was paged next in the same episode, if any. */
  readonly nextLevel: number | null;
}

/** Both clocks of each level that was paged, judged as of `now`. */
export function judgeClocks(clocks: readonly LevelClocks[], now: Date): JudgedClocks[] {
  return clocks.map((one, index) => {
    const follower = clocks[index + 1];
    const next = follower?.episode === one.episode ? follower : undefined;
    // without a further level it can only have ended by being resolved
    const resolvedAt = next === undefined ? one.endedAt : null;
    return {
      ...one,
      response: judge({ doneAt: one.acknowledgedAt, endedAt: one.endedAt, limit: one.respondBy }, now),
      resolution: judge({ doneAt: resolvedAt, endedAt: one.endedAt, limit: one.resolveBy }, now),
      resolvedAt,
      nextLevel: next?.level ?? null,
    };
  });
}

interface Limit {
  readonly doneAt: string | null;
  readonly endedAt: string | null;
  readonly limit: string;
}

function judge({ doneAt, endedAt, limit }: Limit, now: Date): Kept {
  if (doneAt !== null) return doneAt <= limit ? 'met' : 'missed';
  if (endedAt !== null) return endedAt < limit ? 'not-reached' : 'missed';
  return now.toISOString() <= limit ? 'open' : 'missed';
}

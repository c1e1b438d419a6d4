import type { RestoreDrill } from '#lib/cluster/probes/restore-drill.ts';
import type { DrillFigures, EarlierRuns } from '#lib/cluster/sources/earlier-runs.ts';
import { ageMs, formatDuration } from '../duration.ts';

/** What a drill came to, to be remembered by later ones. */
export function measureDrill(drill: RestoreDrill, now: Date): DrillFigures {
  const { outcome, restoredAfterMs, recoveryPointAt } = drill;
  return {
    outcome,
    restoredSeconds: restoredAfterMs === null ? null : restoredAfterMs / 1000,
    recoveryPointAgeSeconds: recoveryPointAt === null ? null : Math.round(ageMs(now, recoveryPointAt) / 1000),
  };
}

/** The drills before, newest first, as the measurement has them. */
export function listDrills({ runs }: EarlierRuns<DrillFigures>) {
  return runs.map(({ at, value }) => ({ at, ...value }));
}

/** When a drill last succeeded, to go on after a failure; nothing where no drill is remembered. */
export function describeLastSuccess({ runs }: EarlierRuns<DrillFigures>, now: Date): string {
  const last = runs.find(({ value }) => value.outcome === 'restored');
  if (last) return `; the last drill to succeed was ${formatDuration(ageMs(now, last.at))} ago`;
  return runs.length > 0 ? '; no drill that is remembered has succeeded' : '';
}

/** How long the drill before took, to go on after a target that was missed. */
export function describeLastTime({ runs }: EarlierRuns<DrillFigures>): string {
  const seconds = runs.find(({ value }) => value.restoredSeconds !== null)?.value.restoredSeconds;
  return typeof seconds === 'number' ? `; the drill before took ${formatDuration(seconds * 1000)}` : '';
}

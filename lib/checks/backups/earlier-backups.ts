import type { BackupFigures, EarlierRuns } from '#lib/cluster/sources/earlier-runs.ts';

/** What one backup Job came to. */
export type BackupSize = BackupFigures[string];

/**
 * The backups before the last one, newest first, at most so many: those whose pods are still there, and those that
 * earlier runs of the runbook saw. A Job that several of them saw counts once; one made by hand bears its name again, and
 * is told apart by when it was made.
 */
export function listEarlier(
  backup: string,
  [last, ...inCluster]: readonly [BackupSize, ...BackupSize[]],
  kept: EarlierRuns<BackupFigures>,
  atMost: number,
): BackupSize[] {
  const seen = kept.runs.flatMap(({ value }) => value[backup] ?? []);
  const byIdentity = new Map([...seen, ...inCluster].map((size) => [identityOf(size), size]));
  byIdentity.delete(identityOf(last));
  return [...byIdentity.values()]
    .filter(({ createdAt }) => (createdAt ?? '') <= (last.createdAt ?? ''))
    .toSorted((one, other) => (other.createdAt ?? '').localeCompare(one.createdAt ?? ''))
    .slice(0, atMost);
}

function identityOf({ job, createdAt }: BackupSize): string {
  return `${job} ${createdAt}`;
}

import { type BackupRun, backupLogs } from '#lib/cluster/sources/backup-logs.ts';
import { earlierBackups } from '#lib/cluster/sources/earlier-runs.ts';
import { defineCheck, type Observation } from '../check.ts';
import { formatDuration } from '../duration.ts';
import { noBackups } from './backup-jobs.ts';
import { type BackupSize, listEarlier } from './earlier-backups.ts';
import { groupRuns, readFigures } from './log-figures.ts';

/**
 * The last backup is about as large as those before it: one that shrank by `shrinkPercent` or more is likely to lack
 * something; one that shrank by `lostPercent`, or is empty, is no backup. A run that took several times as long is
 * information. What it is compared with is the median of the newest `compareRuns` backups before it.
 *
 * Reads: v1 pods/log of the newest pods of each backup Job: size and duration by the patterns of the configuration; what
 * earlier runs kept of Jobs that are gone
 * Quiet for: growth; logs that name no size; a backup without earlier runs (an empty one apart)
 */
export const backupsSizePlausible = defineCheck({
  id: 'backups/size-plausible',
  title: 'Every backup is about as large as those before it',
  severity: 'warning',
  remediation: [
    { text: 'Compare the logs of its runs.', command: 'kubectl logs -n {namespace} -l job-name={job} --tail=100' },
    {
      text: 'Find out what it leaves out: tables or volumes that it can no longer read, a full disk, a changed filter. If nothing was deleted on purpose, keep the backup before it.',
      command: 'kubectl describe {owner} -n {namespace}',
      verify: 'kubectl logs -n {namespace} -l job-name={job} --tail=20',
    },
  ],
  reads: [backupLogs, earlierBackups],
  settings: { shrinkPercent: 30, lostPercent: 90, slowFactor: 3, compareRuns: 14 },
  *run({ backupLogs: runs, earlierBackups: kept }, { config, settings }) {
    if (!runs) return noBackups;
    const sizes: Record<string, BackupSize> = {};
    let examined = 0;
    for (const ofOwner of groupRuns(runs.filter(({ phase }) => phase === 'Succeeded'))) {
      const measured = ofOwner.flatMap((run) => measure(run, config.backups.log));
      const [run] = ofOwner;
      const [last, ...inCluster] = measured;
      if (!run || !last) continue;
      const backup = `${run.namespace}/${run.owner.name}`;
      sizes[backup] = last;
      if (last.sizeBytes === null) continue;
      examined += 1;
      yield* compare(run, last, listEarlier(backup, [last, ...inCluster], kept, settings.compareRuns), settings);
    }
    const note = examined === 0 ? 'no log of a successful run names a size (backups.log.size)' : undefined;
    const named = { 'backups/size': sizes };
    return { examined, ...(note && { note }), measurements: named, remember: named };
  },
});

/** The figures of a run; none where its log could not be read. */
function measure({ job, createdAt, ranMs, log }: BackupRun, patterns: Parameters<typeof readFigures>[1]): BackupSize[] {
  if ('missing' in log) return [];
  const { sizeBytes, durationMs } = readFigures(log.lines, patterns);
  return [{ job, createdAt, sizeBytes, durationMs: durationMs ?? ranMs }];
}

function* compare(
  { owner, namespace }: BackupRun,
  { job, sizeBytes, durationMs }: BackupSize,
  earlier: readonly BackupSize[],
  { shrinkPercent, lostPercent, slowFactor }: Record<'shrinkPercent' | 'lostPercent' | 'slowFactor', number>,
): Generator<Observation> {
  const usualBytes = median(earlier.map((run) => run.sizeBytes));
  const usualMs = median(earlier.map((run) => run.durationMs));
  const shared = {
    subject: { kind: 'Job', namespace, name: job },
    owner,
    evidence: { job, sizeBytes, usualBytes, durationMs, usualMs, comparedRuns: earlier.length },
  };
  const before = earlier.length === 1 ? 'the run before it' : `the ${earlier.length} runs before it`;
  const isShrunkBy = (percent: number) => usualBytes !== null && (sizeBytes ?? 0) * 100 <= usualBytes * (100 - percent);
  if (sizeBytes === 0 || isShrunkBy(shrinkPercent)) {
    const usual = usualBytes === null ? '' : `; ${before} wrote ${formatBytes(usualBytes)}`;
    yield {
      ...shared,
      discriminator: 'size',
      ...((sizeBytes === 0 || isShrunkBy(lostPercent)) && { severity: 'critical' as const }),
      message: `Backup Job ${namespace}/${job} wrote ${formatBytes(sizeBytes ?? 0)}${usual}`,
    };
  }
  if (durationMs !== null && usualMs !== null && usualMs > 0 && durationMs >= usualMs * slowFactor) {
    const message = `Backup Job ${namespace}/${job} took ${formatDuration(durationMs)}; ${before} took ${formatDuration(usualMs)}`;
    yield { ...shared, discriminator: 'duration', severity: 'info', message };
  }
}

/** The lower of the two in the middle, so that it is a size that was. */
function median(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null).toSorted((a, b) => a - b);
  return known[Math.floor((known.length - 1) / 2)] ?? null;
}

/** Bytes as people say them, in binary units: `18.6 GiB`. */
function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(bytes, 1)) / 10));
  return `${Number((bytes / 1024 ** power).toFixed(1))} ${units[power]}`;
}

import { type BackupRun, backupLogs } from '#lib/cluster/sources/backup-logs.ts';
import { defineCheck, type Observation } from '../check.ts';
import { formatDuration } from '../duration.ts';
import { noBackups } from './backup-jobs.ts';
import { groupRuns, type LogFigures, readFigures } from './log-figures.ts';

type Figures = Pick<LogFigures, 'sizeBytes' | 'durationMs'>;

/**
 * The last backup is about as large as those before it: one that shrank by `shrinkPercent` or more is likely to lack
 * something, an empty one lacks everything. A run that took several times as long is information.
 *
 * Reads: v1 pods/log of the newest pods of each backup Job: size and duration by the patterns of the configuration
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
  reads: [backupLogs],
  settings: { shrinkPercent: 30, slowFactor: 3 },
  *run({ backupLogs: runs }, { config, settings }) {
    if (!runs) return noBackups;
    const sizes: Record<string, unknown> = {};
    let examined = 0;
    for (const ofOwner of groupRuns(runs.filter(({ phase }) => phase === 'Succeeded'))) {
      const [last, ...earlier] = ofOwner.flatMap((run) => {
        if ('missing' in run.log) return [];
        const { sizeBytes, durationMs } = readFigures(run.log.lines, config.backups.log);
        return [{ run, sizeBytes, durationMs: durationMs ?? run.ranMs }];
      });
      if (!last) continue;
      const { namespace, owner, job } = last.run;
      sizes[`${namespace}/${owner.name}`] = { job, sizeBytes: last.sizeBytes, durationMs: last.durationMs };
      if (last.sizeBytes === null) continue;
      examined += 1;
      yield* compare(last.run, last, earlier, settings);
    }
    const note = examined === 0 ? 'no log of a successful run names a size (backups.log.size)' : undefined;
    return { examined, ...(note && { note }), measurements: { 'backups/size': sizes } };
  },
});

function* compare(
  { owner, namespace, job }: BackupRun,
  { sizeBytes, durationMs }: Figures,
  earlier: readonly Figures[],
  { shrinkPercent, slowFactor }: { shrinkPercent: number; slowFactor: number },
): Generator<Observation> {
  const usualBytes = median(earlier.map((run) => run.sizeBytes));
  const usualMs = median(earlier.map((run) => run.durationMs));
  const shared = {
    subject: { kind: 'Job', namespace, name: job },
    owner,
    evidence: { job, sizeBytes, usualBytes, durationMs, usualMs },
  };
  const isSmall = usualBytes !== null && (sizeBytes ?? 0) <= usualBytes * (1 - shrinkPercent / 100);
  if (sizeBytes === 0 || isSmall) {
    const usual = usualBytes === null ? '' : `; the runs before it wrote ${formatBytes(usualBytes)}`;
    yield {
      ...shared,
      discriminator: 'size',
      message: `Backup Job ${namespace}/${job} wrote ${formatBytes(sizeBytes ?? 0)}${usual}`,
    };
  }
  if (durationMs !== null && usualMs !== null && usualMs > 0 && durationMs >= usualMs * slowFactor) {
    const message = `Backup Job ${namespace}/${job} took ${formatDuration(durationMs)}; the runs before it took ${formatDuration(usualMs)}`;
    yield { ...shared, discriminator: 'duration', severity: 'info', message };
  }
}

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

import type { SourceContext } from '#lib/cluster/source.ts';
import { hasBackups, isBackup } from '#lib/cluster/sources/backup-logs.ts';
import type { CronJob } from '#lib/cluster/sources/jobs.ts';
import type { Subject } from '../check.ts';

/** How checks of backups end where the configuration says of nothing that it is a backup. */
export const noBackups = { notApplicable: 'the configuration names no backup (backups.cronJobs)' } as const;

/** The CronJobs that are backups by the configuration; undefined when it names none. */
export function chooseBackups(config: SourceContext['config'], cronJobs: readonly CronJob[]): CronJob[] | undefined {
  return hasBackups(config) ? cronJobs.filter((cronJob) => isBackup(config, cronJob)) : undefined;
}

/** The CronJob as findings name it. */
export function subjectOf({ namespace, name }: Pick<CronJob, 'namespace' | 'name'>): Subject {
  return { kind: 'CronJob', namespace, name };
}

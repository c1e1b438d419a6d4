import { backupLogs } from '#lib/cluster/sources/backup-logs.ts';
import { type CronJob, cronJobs } from '#lib/cluster/sources/jobs.ts';
import { defineCheck } from '../check.ts';
import { chooseBackups, noBackups, subjectOf } from './backup-jobs.ts';
import { readFigures } from './log-figures.ts';
import { readSchedule } from './schedule.ts';

const dayMs = 86_400_000;

/**
 * Backups are kept for as long as the configuration asks: the number that the last run says it kept, times the period
 * of the schedule, reaches back `backups.retentionDays`. And the CronJob keeps a successful Job, so that its log can be
 * read at all.
 *
 * Reads: v1 pods/log of each backup’s last successful run; batch/v1 CronJob .spec.schedule, .successfulJobsHistoryLimit
 * Quiet for: configurations without retentionDays, for how far they reach back
 */
export const backupsKeptLongEnough = defineCheck({
  id: 'backups/kept-long-enough',
  title: 'Backups are kept for as long as is asked',
  severity: 'warning',
  remediation: [
    {
      text: 'Look at how the backup is told to keep and remove.',
      command: 'kubectl get cronjob {name} -n {namespace} -o yaml',
    },
    {
      text: 'Keep more backups (its own setting, and lifecycle rules of the storage), or correct backups.retentionDays.',
      verify: 'kubectl logs -n {namespace} -l job-name={job} --tail=20',
    },
  ],
  reads: [cronJobs, backupLogs],
  *run({ cronJobs, backupLogs: runs }, { config, now }) {
    const backups = chooseBackups(config, cronJobs);
    if (!backups || !runs) return noBackups;
    const { retentionDays, log } = config.backups;
    const silent: string[] = [];
    for (const backup of backups) {
      const { namespace, name } = backup;
      const subject = subjectOf(backup);
      if (backup.successfulJobsKept === 0) {
        const message = `Backup CronJob ${namespace}/${name} keeps no successful Job (successfulJobsHistoryLimit 0): its log cannot be verified`;
        yield { subject, discriminator: 'history', severity: 'info', message, evidence: { job: name } };
      }
      if (retentionDays === undefined) continue;
      const run = runs.find((r) => r.namespace === namespace && r.owner.name === name && r.phase === 'Succeeded');
      const kept = run && 'lines' in run.log ? readFigures(run.log.lines, log).kept : null;
      const keptDays = kept === null ? null : countDays(backup, kept, now);
      if (keptDays === null) silent.push(`${namespace}/${name}`);
      else if (keptDays < retentionDays) {
        const message = `Backup CronJob ${namespace}/${name} keeps ${kept} backups, ${keptDays} days of its schedule; ${retentionDays} days are asked`;
        yield {
          subject,
          discriminator: 'retention',
          message,
          evidence: { job: run?.job ?? name, kept, retentionDays },
        };
      }
    }
    const note =
      silent.length > 0 && `the log of ${silent.slice(0, 5).join(', ')} does not say how many backups are kept`;
    return { examined: backups.length, ...(note && { note }) };
  },
});

/** How many days so many runs of the schedule span, by its next runs; null when it cannot be read. */
function countDays(backup: CronJob, kept: number, now: Date): number | null {
  const schedule = readSchedule(backup);
  if ('mistake' in schedule) return null;
  const runs = Math.min(kept, 500);
  let last: Date | null = now;
  for (let count = 0; count < runs && last; count += 1) last = schedule.next(last);
  const first = schedule.next(now);
  if (!last || !first || runs === 0) return runs === 0 ? 0 : null;
  const periodMs = runs > 1 ? (last.getTime() - first.getTime()) / (runs - 1) : periodOf(schedule.next(first), first);
  return Math.round((kept * periodMs * 10) / dayMs) / 10; // a day of a clock change has 23 hours
}

function periodOf(second: Date | null, first: Date): number {
  return second ? second.getTime() - first.getTime() : 0;
}

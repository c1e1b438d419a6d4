import { type VeleroBackup, type VeleroSchedule, veleroBackups, veleroSchedules } from '#lib/cluster/sources/velero.ts';
import { defineCheck, type Observation } from '../check.ts';
import { ageMs, formatDuration } from '../duration.ts';
import { quote } from '../pods/pod-words.ts';
import { listDue, readSchedule } from './schedule.ts';

/** Phases in which a backup goes on; any other is an end. */
const goingOn = new Set([
  '',
  'New',
  'Queued',
  'ReadyToStart',
  'InProgress',
  'WaitingForPluginOperations',
  'Finalizing',
  'Deleting',
]);

/**
 * Each of Velero's schedules makes backups on time, and its latest one is complete: one that failed in part lacks part.
 *
 * Reads: velero.io/v1 Schedule .spec.schedule, .paused, .status.phase; Backup .status.phase, .completionTimestamp, .errors
 * Quiet for: backups made by hand; a failure that a later backup of the schedule made good; what is not due yet
 */
export const backupsVeleroBackupsComplete = defineCheck({
  id: 'backups/velero-backups-complete',
  title: 'Every Velero schedule has a complete backup since it was last due',
  severity: 'critical',
  remediation: [
    {
      text: 'Look at the backups of the schedule.',
      command: 'kubectl get backups.velero.io -n {namespace} -l velero.io/schedule-name={name}',
    },
    { text: 'Read the log of the last one.', command: 'velero backup logs {backup} -n {namespace}' },
    {
      text: 'Mend what it names, or unpause the schedule, and make a backup now.',
      command: 'velero backup create --from-schedule {name} -n {namespace} --wait',
      verify: 'kubectl get backups.velero.io -n {namespace} -l velero.io/schedule-name={name}',
    },
  ],
  reads: [veleroSchedules, veleroBackups],
  settings: { graceMinutes: 120 },
  *run({ veleroSchedules, veleroBackups }, { now, settings }) {
    const bySchedule = Map.groupBy(veleroBackups, ({ namespace, schedule }) => `${namespace}/${schedule}`);
    for (const schedule of veleroSchedules) {
      const { namespace, name } = schedule;
      const backups = (bySchedule.get(`${namespace}/${name}`) ?? []).toSorted(newestFirst);
      const dueBy = new Date(now.getTime() - settings.graceMinutes * 60_000);
      const latest = backups.find(({ phase }) => !goingOn.has(phase));
      const found = describeSchedule(schedule, latest) ?? describeOverdue(schedule, backups, dueBy, now);
      const subject = { kind: 'Schedule', namespace, name };
      if (found)
        yield { evidence: { backup: latest?.name ?? 'none', phase: latest?.phase ?? null }, subject, ...found };
    }
    return veleroSchedules.length;
  },
});

type Told = Omit<Observation, 'subject'>;

function newestFirst(one: VeleroBackup, other: VeleroBackup): number {
  return (other.createdAt ?? '').localeCompare(one.createdAt ?? '');
}

function describeSchedule(schedule: VeleroSchedule, latest: VeleroBackup | undefined): Told | undefined {
  const named = `Velero schedule ${schedule.namespace}/${schedule.name}`;
  if (schedule.phase === 'FailedValidation')
    return { discriminator: 'schedule', message: `${named} is not valid${quote(schedule.mistakes.join('; '))}` };
  if (schedule.isPaused)
    return { discriminator: 'paused', severity: 'warning', message: `${named} is paused: it makes no backups` };
  if (!latest || latest.phase === 'Completed') return undefined;
  const errors = latest.errors > 0 ? `, ${latest.errors} errors` : '';
  return {
    discriminator: 'failed',
    message: `${named}: its latest backup ${latest.name} ended ${latest.phase}${errors}${quote(latest.reason)}`,
    since: latest.completedAt ?? latest.createdAt,
  };
}

function describeOverdue(
  schedule: VeleroSchedule,
  backups: readonly VeleroBackup[],
  dueBy: Date,
  now: Date,
): Told | undefined {
  const good = backups.find(({ phase }) => phase === 'Completed');
  const since = good?.completedAt ?? good?.createdAt ?? schedule.createdAt;
  const times = readSchedule({ schedule: schedule.schedule, timeZone: null });
  if ('mistake' in times || Number.isNaN(Date.parse(since ?? ''))) return undefined;
  const missed = listDue(times, new Date(since ?? ''), dueBy).length;
  if (missed === 0) return undefined;
  const last = good
    ? `its last complete backup is ${formatDuration(ageMs(now, since))} old`
    : 'it has no complete backup';
  const runs = missed === 1 ? '1 run' : `${missed} runs`;
  return {
    discriminator: 'overdue',
    message: `Velero schedule ${schedule.namespace}/${schedule.name}: ${last}, ${runs} of ${schedule.schedule} missed`,
    since,
  };
}

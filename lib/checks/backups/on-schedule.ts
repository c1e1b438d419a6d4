import { type CronJob, cronJobs } from '#lib/cluster/sources/jobs.ts';
import { defineCheck, type Observation, type RemediationStep } from '../check.ts';
import { ageMs, formatDuration } from '../duration.ts';
import { chooseBackups, noBackups, subjectOf } from './backup-jobs.ts';
import { listDue, readSchedule, type Schedule } from './schedule.ts';

const look: RemediationStep = {
  text: 'Look at its last runs and its events.',
  command: 'kubectl describe cronjob {name} -n {namespace}',
};
const runNow: RemediationStep = {
  text: 'When the cause is mended, run it now.',
  command: 'kubectl create job -n {namespace} --from=cronjob/{name} {name}-now',
  verify: 'kubectl wait -n {namespace} --for=condition=Complete job/{name}-now --timeout=60m',
};
const suspendedRemediation: readonly RemediationStep[] = [
  {
    text: 'Find out who suspended it and why.',
    command: 'kubectl get cronjob {name} -n {namespace} -o yaml --show-managed-fields',
  },
  {
    text: 'Let it go on.',
    command: `kubectl patch cronjob {name} -n {namespace} -p '{"spec":{"suspend":false}}'`,
    verify: 'kubectl get cronjob {name} -n {namespace}',
  },
];
const scheduleRemediation: readonly RemediationStep[] = [
  look,
  {
    text: 'Correct its schedule and time zone: five fields, and an IANA name.',
    verify: 'kubectl get cronjob {name} -n {namespace}',
  },
];

/** How fresh a backup is, as the measurement `backups/age` has it. */
interface Age {
  readonly lastSuccess: string | null;
  readonly expectedBy: string | null;
  readonly periodsMissed: number;
}

/**
 * Each backup has succeeded since it was last due: counted over its own schedule, in its own time zone, from its last
 * success. What is due gets `graceMinutes` to succeed.
 *
 * Reads: batch/v1 CronJob .spec.schedule, .timeZone, .suspend, .concurrencyPolicy, .startingDeadlineSeconds; .status
 * Quiet for: a new CronJob that has not been due; how many Jobs it keeps (that proves nothing)
 */
export const backupsOnSchedule = defineCheck({
  id: 'backups/on-schedule',
  title: 'Every backup has succeeded since it was last due',
  severity: 'critical',
  remediation: [look, runNow],
  reads: [cronJobs],
  settings: { graceMinutes: 60 },
  *run({ cronJobs }, { config, now, settings }) {
    const backups = chooseBackups(config, cronJobs);
    if (!backups) return noBackups;
    const ages: Record<string, Age> = {};
    for (const backup of backups) {
      const subject = subjectOf(backup);
      if (backup.isSuspended) yield { subject, discriminator: 'suspended', ...describeSuspended(backup) };
      const schedule = readSchedule(backup);
      const age =
        'mistake' in schedule ? unscheduled(backup) : measureAge(backup, schedule, now, settings.graceMinutes);
      ages[`${backup.namespace}/${backup.name}`] = age;
      if ('mistake' in schedule)
        yield { subject, discriminator: 'schedule', ...describeMistake(backup, schedule.mistake) };
      else if (age.periodsMissed > 0) yield { subject, discriminator: 'overdue', ...describeOverdue(backup, age, now) };
    }
    return { examined: backups.length, measurements: { 'backups/age': ages } };
  },
});

function unscheduled({ lastSuccessfulAt }: CronJob): Age {
  return { lastSuccess: lastSuccessfulAt, expectedBy: null, periodsMissed: 0 };
}

/** Counts from the last success, or from its creation while there is none. */
function measureAge(backup: CronJob, schedule: Schedule, now: Date, graceMinutes: number): Age {
  const since = new Date(backup.lastSuccessfulAt ?? backup.createdAt ?? '');
  if (Number.isNaN(since.getTime())) return unscheduled(backup);
  const expected = schedule.next(since);
  const missed = listDue(schedule, since, new Date(now.getTime() - graceMinutes * 60_000));
  const expectedBy = expected?.toISOString() ?? null;
  return { lastSuccess: backup.lastSuccessfulAt, expectedBy, periodsMissed: missed.length };
}

type Told = Omit<Observation, 'subject' | 'discriminator'>;

function describeSuspended({ namespace, name }: CronJob): Told {
  return {
    message: `Backup CronJob ${namespace}/${name} is suspended: it makes no backups`,
    remediation: suspendedRemediation,
  };
}

function describeMistake({ namespace, name, schedule, timeZone }: CronJob, mistake: string): Told {
  return {
    message: `Backup CronJob ${namespace}/${name} is never due: its schedule ${JSON.stringify(schedule)}${timeZone ? ` in ${timeZone}` : ''} cannot be read (${mistake})`,
    remediation: scheduleRemediation,
    evidence: { schedule, timeZone },
  };
}

function describeOverdue(backup: CronJob, age: Age, now: Date): Told {
  const { namespace, name, schedule, timeZone, createdAt } = backup;
  const { lastSuccess, expectedBy, periodsMissed } = age;
  const last = lastSuccess ? `last succeeded ${formatDuration(ageMs(now, lastSuccess))} ago` : 'has never succeeded';
  const runs =
    periodsMissed >= 1000 ? 'a thousand runs or more' : periodsMissed === 1 ? '1 run' : `${periodsMissed} runs`;
  return {
    message: `Backup CronJob ${namespace}/${name} ${last}; ${runs} of its schedule ${schedule}${timeZone ? ` (${timeZone})` : ''} missed since${whySkipped(backup, now)}`,
    since: expectedBy ?? createdAt,
    evidence: { ...age, schedule, timeZone, lastScheduledAt: backup.lastScheduledAt },
  };
}

/** What the CronJob itself lets one suspect: an earlier run that goes on, a short deadline for starting. */
function whySkipped(backup: CronJob, now: Date): string {
  const {
    concurrencyPolicy,
    activeJobs,
    startingDeadlineSeconds: deadline,
    lastScheduledAt,
    lastSuccessfulAt,
  } = backup;
  if (concurrencyPolicy === 'Forbid' && activeJobs > 0) {
    return `: an earlier run still goes on, started ${formatDuration(ageMs(now, lastScheduledAt))} ago, and its policy is Forbid`;
  }
  const hasStartedSince = (lastScheduledAt ?? '') > (lastSuccessfulAt ?? '');
  if (hasStartedSince) return ': runs were started and did not succeed';
  return deadline === null ? '' : `: none was started, perhaps because none could be within ${deadline} s`;
}

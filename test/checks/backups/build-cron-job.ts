import type { CronJob as RawCronJob } from 'kubernetes-types/batch/v1.d.ts';
import { mergePatch } from '#lib/cluster/embedded/overlay.ts';
import type { BackupRun } from '#lib/cluster/sources/backup-logs.ts';
import { type CronJob, toCronJob } from '#lib/cluster/sources/jobs.ts';

const nightly = {
  metadata: { name: 'backup-job', namespace: 'ecommerce', creationTimestamp: '2026-01-01T00:00:00Z' },
  spec: { schedule: '0 2 * * *', timeZone: 'Europe/Berlin' },
  status: { lastScheduleTime: '2026-03-02T01:00:00Z', lastSuccessfulTime: '2026-03-02T01:04:00Z' },
};

/** The backup of the shipped configuration, nightly at 02:00 in Berlin, with a JSON merge patch put on it. */
export function buildCronJob(tweak: object = {}): CronJob {
  return toCronJob(mergePatch(nightly, tweak) as RawCronJob);
}

/** A run of that backup which wrote these lines, `day` of March 2026. */
export function buildRun(day: number, lines: readonly string[], tweak: Partial<BackupRun> = {}): BackupRun {
  return {
    owner: { kind: 'CronJob', namespace: 'ecommerce', name: 'backup-job' },
    namespace: 'ecommerce',
    job: `backup-job-${day}`,
    pod: `backup-job-${day}-a`,
    createdAt: `2026-03-0${day}T01:00:00Z`,
    phase: 'Succeeded',
    ranMs: 240_000,
    log: { lines },
    ...tweak,
  };
}

/** What the configuration says when it names no backup. */
export const noBackups = { notApplicable: 'the configuration names no backup (backups.cronJobs)' };

import { type FailedBackupJob, type RecoveryPoint, recoveryPoints } from '#lib/cluster/sources/recovery-points.ts';
import { defineCheck, type Observation } from '../check.ts';
import { ageMs, formatDuration } from '../duration.ts';
import { quote } from '../pods/pod-words.ts';

/** What a resource can be restored from. A partial recovery point of a composite backup lacks a part. */
const restorable: ReadonlySet<string> = new Set(['COMPLETED', 'AVAILABLE']);
/** Recovery points that are on their way out tell nothing of a resource. */
const leaving: ReadonlySet<string> = new Set(['EXPIRED', 'DELETING']);

/**
 * Everything that AWS Backup keeps in the configured vaults, and every configured resource, has a complete recovery point
 * that is recent, and none of its backups failed since.
 *
 * Reads: AWS Backup recovery points of the vaults and resources; its jobs of the last `backups.aws.maxAgeHours`
 * Quiet for: a failed job that a later recovery point made good; points that expire; backups that are being made
 */
export const backupsRecoveryPointsRecent = defineCheck({
  id: 'backups/recovery-points-recent',
  title: 'Everything that AWS Backup protects has a recent, complete recovery point',
  severity: 'critical',
  remediation: [
    { text: 'Look at the last jobs of the resource.', command: 'aws backup list-backup-jobs --by-resource-arn {name}' },
    {
      text: 'Mend what the job names (rights of the backup role, the window of the plan, the vault’s key), and back up now.',
      command:
        'aws backup start-backup-job --resource-arn {name} --backup-vault-name {vault} --iam-role-arn BACKUP-ROLE',
      verify: 'aws backup list-recovery-points-by-resource --resource-arn {name}',
    },
    { text: 'If the resource was deleted on purpose, accept the finding until its recovery points expire.' },
  ],
  reads: [recoveryPoints],
  *run({ recoveryPoints: read }, { config, now }) {
    if (read.status === 'not-read') return { notApplicable: read.reason };
    const { resourceArns = [], maxAgeHours = 0, vaults = [] } = config.backups.aws ?? {};
    for (const vault of read.missingVaults) yield describeMissing(vault);
    const present = read.points.filter(({ status }) => !leaving.has(status));
    const byResource = Map.groupBy(present, ({ resource }) => resource);
    const failed = Map.groupBy(read.failedJobs, ({ resource }) => resource);
    const resources = [...new Set([...resourceArns, ...byResource.keys(), ...failed.keys()])];
    const newest: Record<string, string | null> = {};
    for (const resource of resources) {
      const points = byResource.get(resource) ?? [];
      const last = points.filter(({ status }) => restorable.has(status)).toSorted(newestFirst)[0];
      newest[resource] = last?.createdAt ?? null;
      const job = failed.get(resource)?.toSorted(newestFirst)[0];
      const isOld = !last || ageMs(now, last.createdAt) > maxAgeHours * 3_600_000;
      const found = isOld ? describeOld(resource, points, last, job, now) : describeFailed(resource, last, job, now);
      const vault = last?.vault ?? job?.vault ?? vaults[0] ?? 'VAULT';
      const subject = { kind: 'AwsResource', namespace: null, name: resource };
      if (found) yield { subject, ...found, evidence: { vault, job: job?.id ?? null, maxAgeHours } };
    }
    const note = read.isTruncated && 'there are more recovery points or jobs than were read';
    const measurements = { 'backups/recovery-points-recent': newest };
    return { examined: resources.length + read.missingVaults.length, measurements, ...(note && { note }) };
  },
});

type Told = Omit<Observation, 'subject'>;

function newestFirst(one: { createdAt: string | null }, other: { createdAt: string | null }): number {
  return (other.createdAt ?? '').localeCompare(one.createdAt ?? '');
}

function describeOld(
  resource: string,
  points: readonly RecoveryPoint[],
  last: RecoveryPoint | undefined,
  job: FailedBackupJob | undefined,
  now: Date,
): Told {
  const why = job ? `; its last backup job ended ${job.state}${quote(job.reason)}` : '';
  const states = [...new Set(points.map(({ status }) => status))].join(', ');
  const lacks = points.length > 0 ? `no complete recovery point (${states})` : 'no recovery point';
  const seen = last
    ? `its newest recovery point in AWS Backup is ${formatDuration(ageMs(now, last.createdAt))} old`
    : `it has ${lacks} in AWS Backup`;
  return { discriminator: 'old', message: `${resource}: ${seen}${why}`, since: last?.createdAt ?? null };
}

function describeFailed(
  resource: string,
  last: RecoveryPoint,
  job: FailedBackupJob | undefined,
  now: Date,
): Told | undefined {
  if (!job || (job.createdAt ?? '') <= (last.createdAt ?? '')) return undefined;
  return {
    discriminator: 'failed',
    severity: 'warning',
    message: `${resource}: its last backup job ended ${job.state}${quote(job.reason)}; the recovery point before is ${formatDuration(ageMs(now, last.createdAt))} old`,
    since: job.createdAt,
  };
}

function describeMissing(name: string): Observation {
  return {
    subject: { kind: 'BackupVault', namespace: null, name },
    message: `AWS Backup has no vault ${name}: what was to be kept there is not`,
    remediation: [
      { text: 'See which vaults there are.', command: 'aws backup list-backup-vaults' },
      {
        text: 'Make the vault and a plan that backs up to it, or mend its name in backups.aws.vaults.',
        command: `aws backup create-backup-vault --backup-vault-name ${name}`,
        verify: `aws backup list-recovery-points-by-backup-vault --backup-vault-name ${name}`,
      },
    ],
  };
}

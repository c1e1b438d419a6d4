import { type Database, databases } from '#lib/cluster/sources/databases.ts';
import { defineCheck, type Observation } from '../check.ts';
import { ageMinutes, ageMs, formatDuration } from '../duration.ts';

/** States of an instance in which RDS moves no restorable time on. */
const resting: ReadonlySet<string> = new Set(['creating', 'stopped', 'stopping', 'starting', 'restoring']);

/**
 * Every configured DB instance of RDS can be restored: RDS keeps automated backups of it, to an instant not long ago, and
 * it has a recent snapshot.
 *
 * Reads: RDS DB instances: BackupRetentionPeriod, LatestRestorableTime; their snapshots
 * Quiet for: instances that are stopped or being made; snapshots that are being made; a failed snapshot that a later one
 * made good. Instances of Aurora clusters, whose backups are the cluster's, are not judged, and that is said
 */
export const backupsDatabasesRestorable = defineCheck({
  id: 'backups/databases-restorable',
  title: 'Every database of RDS can be restored to a recent instant',
  severity: 'critical',
  remediation: [
    {
      text: 'Look at the instance and its last events.',
      command: 'aws rds describe-events --source-type db-instance --source-identifier {name} --duration 1440',
    },
    {
      text: 'Turn automated backups on, or mend what the events name (storage full, key gone); until then, make a snapshot by hand.',
      command: 'aws rds create-db-snapshot --db-instance-identifier {name} --db-snapshot-identifier {name}-by-hand-1',
      verify: 'aws rds describe-db-snapshots --db-instance-identifier {name}',
    },
  ],
  reads: [databases],
  settings: { restorableWithinMinutes: 60 },
  *run({ databases: read }, { config, now, settings }) {
    if (read.status === 'not-read') return { notApplicable: read.reason };
    for (const name of read.missing) yield describeMissing(name);
    const own = read.items.filter(({ cluster }) => cluster === null);
    const maxAgeMs = (config.backups.aws?.maxAgeHours ?? 0) * 3_600_000;
    for (const database of own) {
      const { name, status, retentionDays, restorableAt } = database;
      const evidence = { status, retentionDays, restorableAt, maxAgeHours: config.backups.aws?.maxAgeHours ?? 0 };
      const found = [
        describeRestorable(database, settings.restorableWithinMinutes, now),
        describeSnapshots(database, maxAgeMs, now),
      ];
      const subject = { kind: 'DBInstance', namespace: null, name };
      for (const one of found) if (one) yield { subject, evidence, ...one };
    }
    const note = [
      ...read.items.flatMap(({ name, cluster }) =>
        cluster === null ? [] : [`${name} belongs to Aurora cluster ${cluster}, whose backups are not judged`],
      ),
      ...own.flatMap(({ name, isTruncated }) => (isTruncated ? [`${name} has more snapshots than were read`] : [])),
    ].join('; ');
    const measurements = {
      'backups/databases-restorable': Object.fromEntries(own.map(({ name, restorableAt }) => [name, restorableAt])),
    };
    return { examined: own.length + read.missing.length, measurements, ...(note !== '' && { note }) };
  },
});

type Told = Omit<Observation, 'subject'>;

function describeRestorable(database: Database, withinMinutes: number, now: Date): Told | undefined {
  const { name, status, retentionDays, restorableAt } = database;
  if (retentionDays === 0)
    return {
      discriminator: 'retention',
      message: `DB instance ${name}: automated backups are off (retention 0 days), it can be restored to its snapshots only`,
    };
  if (resting.has(status)) return undefined;
  if (restorableAt === null)
    return { discriminator: 'restorable', message: `DB instance ${name} cannot be restored to any instant yet` };
  if (ageMinutes(now, restorableAt) <= withinMinutes) return undefined;
  return {
    discriminator: 'restorable',
    message: `DB instance ${name} can be restored to ${formatDuration(ageMs(now, restorableAt))} ago and no later`,
    since: restorableAt,
  };
}

function describeSnapshots({ name, snapshots }: Database, maxAgeMs: number, now: Date): Told | undefined {
  const sorted = snapshots.toSorted((one, other) => (other.createdAt ?? '').localeCompare(one.createdAt ?? ''));
  const last = sorted.find(({ status }) => status === 'available');
  const failed = sorted.find(({ status }) => status === 'failed' || status.startsWith('incompatible'));
  if (!last) return { discriminator: 'snapshot', message: `DB instance ${name} has no snapshot that is available` };
  if (ageMs(now, last.createdAt) > maxAgeMs)
    return {
      discriminator: 'snapshot',
      message: `DB instance ${name}: its newest snapshot ${last.name} is ${formatDuration(ageMs(now, last.createdAt))} old`,
      since: last.createdAt,
    };
  if (!failed || (failed.createdAt ?? '') <= (last.createdAt ?? '')) return undefined;
  return {
    discriminator: 'snapshot',
    severity: 'warning',
    message: `DB instance ${name}: its latest snapshot ${failed.name} is ${failed.status}`,
    since: failed.createdAt,
  };
}

function describeMissing(name: string): Observation {
  return {
    subject: { kind: 'DBInstance', namespace: null, name },
    discriminator: 'missing',
    message: `RDS has no DB instance ${name}`,
    remediation: [
      { text: 'See which instances there are.', command: 'aws rds describe-db-instances' },
      {
        text: 'Mend its name in backups.aws.rdsInstances; if it was deleted by mistake, restore it from its last snapshot.',
        command: `aws rds describe-db-snapshots --db-instance-identifier ${name}`,
        verify: `aws rds describe-db-instances --db-instance-identifier ${name}`,
      },
    ],
  };
}

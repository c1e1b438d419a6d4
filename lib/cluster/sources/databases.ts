import type { DBInstance, DBSnapshot } from '@aws-sdk/client-rds';
import { type AwsApi, listPages, toInstant } from '../aws/aws-api.ts';
import type { AwsPermission } from '../aws/aws-permission.ts';
import { describeDbInstances, describeDbSnapshots } from '../aws/backup-operations.ts';
import { awsCodeOf } from '../aws/explain-failure.ts';
import { defineSource } from '../source.ts';

/** A snapshot of a DB instance, made by RDS itself or by hand. */
export interface DatabaseSnapshot {
  readonly name: string;
  /** `automated`, `manual` or `awsbackup`. */
  readonly type: string;
  /** `available`, `creating`, `failed`... */
  readonly status: string;
  readonly createdAt: string | null;
}

/** A DB instance of RDS, by what it can be restored from. */
export interface Database {
  readonly name: string;
  readonly status: string;
  /** The Aurora cluster that keeps its backups; null for an instance that keeps its own. */
  readonly cluster: string | null;
  /** For how long RDS keeps automated backups; 0: it makes none. */
  readonly retentionDays: number;
  /** The latest instant that it can be restored to; null for none. */
  readonly restorableAt: string | null;
  readonly snapshots: readonly DatabaseSnapshot[];
  readonly isTruncated: boolean;
}

/** The configured DB instances. */
export type Databases =
  | { readonly status: 'read'; readonly items: readonly Database[]; readonly missing: readonly string[] }
  | { readonly status: 'not-read'; readonly reason: string };

const maxPages = 10;

/** The DB instances that the configuration names, with their snapshots. */
export const databases = defineSource({
  name: 'databases',
  title: 'DB instances of RDS and their snapshots',
  whenAbsent: 'not-applicable',
  permissions: () => [],
  awsPermissions: ({ backups: { aws } }): AwsPermission[] => {
    const instances = (aws?.rdsInstances ?? []).map((name) => ({ service: 'rds', path: `db:${name}` }));
    if (instances.length === 0) return [];
    // RDS asks for both: the instance, and whatever snapshots it has.
    const snapshots = [...instances, { service: 'rds', path: 'snapshot:*' }];
    return [
      { action: describeDbInstances.action, resources: instances },
      { action: describeDbSnapshots.action, resources: snapshots },
    ];
  },
  async load(_api, { aws, config }): Promise<Databases> {
    const names = config.backups.aws?.rdsInstances ?? [];
    if (names.length === 0) return { status: 'not-read', reason: 'backups.aws.rdsInstances names no DB instance' };
    if (!aws) return { status: 'not-read', reason: 'DB instances were not read: that needs AWS' };
    const found = await Promise.all(names.map((name) => readDatabase(aws, name)));
    return {
      status: 'read',
      items: found.filter((database) => database !== undefined),
      missing: names.filter((_name, index) => found[index] === undefined),
    };
  },
});

async function readDatabase(aws: AwsApi, name: string): Promise<Database | undefined> {
  try {
    const { DBInstances = [] } = await aws.call(describeDbInstances, { DBInstanceIdentifier: name });
    const [instance] = DBInstances;
    if (!instance) return undefined;
    const { items, isTruncated } = await listPages(aws, describeDbSnapshots, {
      input: { DBInstanceIdentifier: name, MaxRecords: 100 },
      itemsOf: (page) => page.DBSnapshots?.map(toSnapshot),
      maxPages,
    });
    return { ...toDatabase(instance, name), snapshots: items, isTruncated };
  } catch (error) {
    // Its name on the wire has no "Fault".
    if (/^DBInstanceNotFound(Fault)?$/.test(awsCodeOf(error))) return undefined;
    throw error;
  }
}

function toDatabase(raw: DBInstance, name: string): Omit<Database, 'snapshots' | 'isTruncated'> {
  return {
    name,
    status: raw.DBInstanceStatus ?? '',
    cluster: raw.DBClusterIdentifier || null,
    retentionDays: raw.BackupRetentionPeriod ?? 0,
    restorableAt: toInstant(raw.LatestRestorableTime),
  };
}

function toSnapshot(raw: DBSnapshot): DatabaseSnapshot {
  return {
    name: raw.DBSnapshotIdentifier ?? '',
    type: raw.SnapshotType ?? '',
    status: raw.Status ?? '',
    createdAt: toInstant(raw.SnapshotCreateTime),
  };
}

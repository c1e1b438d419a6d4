import type { BackupJob, RecoveryPointByBackupVault, RecoveryPointByResource } from '@aws-sdk/client-backup';
import type { RunbookConfig } from '#lib/config/schema.ts';
import { type AwsApi, type AwsList, listPages, toInstant } from '../aws/aws-api.ts';
import type { AwsPermission } from '../aws/aws-permission.ts';
import {
  listBackupJobs,
  listRecoveryPointsByBackupVault,
  listRecoveryPointsByResource,
} from '../aws/backup-operations.ts';
import { awsCodeOf } from '../aws/explain-failure.ts';
import { defineSource } from '../source.ts';

/** What AWS Backup kept of a resource at one instant. */
export interface RecoveryPoint {
  readonly resource: string;
  readonly vault: string;
  /** `COMPLETED`, `AVAILABLE`, `PARTIAL`, `CREATING`, `STOPPED`, `EXPIRED`, `DELETING`. */
  readonly status: string;
  readonly reason: string;
  readonly createdAt: string | null;
}

/** A backup job of AWS Backup that made no recovery point, or only part of one. */
export interface FailedBackupJob {
  readonly id: string;
  readonly resource: string;
  readonly vault: string;
  /** `FAILED`, `ABORTED`, `EXPIRED` or `PARTIAL`. */
  readonly state: string;
  readonly reason: string;
  readonly createdAt: string | null;
}

/** What AWS Backup has of the vaults and resources that the configuration names. */
export type RecoveryPoints =
  | {
      readonly status: 'read';
      readonly points: readonly RecoveryPoint[];
      readonly failedJobs: readonly FailedBackupJob[];
      /** Vaults that do not exist. */
      readonly missingVaults: readonly string[];
      readonly isTruncated: boolean;
    }
  | { readonly status: 'not-read'; readonly reason: string };

type BackupsInAws = NonNullable<RunbookConfig['backups']['aws']>;

const maxPages = 20;
const failedStates: ReadonlySet<string> = new Set(['FAILED', 'ABORTED', 'EXPIRED', 'PARTIAL']);

/** The recovery points of the configured vaults and resources, and the jobs that failed lately. */
export const recoveryPoints = defineSource({
  name: 'recoveryPoints',
  title: 'recovery points of AWS Backup',
  whenAbsent: 'not-applicable',
  permissions: () => [],
  awsPermissions: ({ backups: { aws } }): AwsPermission[] => [
    ...(aws && aws.vaults.length > 0
      ? [{ action: listRecoveryPointsByBackupVault.action, resources: aws.vaults.map(vaultResource) }]
      : []),
    ...(aws && aws.resourceArns.length > 0
      ? ([{ action: listRecoveryPointsByResource.action, resources: 'any' }] as const)
      : []),
    ...(aws && aws.vaults.length + aws.resourceArns.length > 0
      ? ([{ action: listBackupJobs.action, resources: 'any' }] as const)
      : []),
  ],
  async load(_api, { aws, config, now }): Promise<RecoveryPoints> {
    const asked = config.backups.aws;
    if (!asked || asked.vaults.length + asked.resourceArns.length === 0)
      return { status: 'not-read', reason: 'backups.aws names no vault and no resource' };
    if (!aws) return { status: 'not-read', reason: 'recovery points were not read: that needs AWS' };
    return readAll(aws, asked, now);
  },
});

function vaultResource(name: string) {
  return { service: 'backup', path: `backup-vault:${name}` };
}

async function readAll(aws: AwsApi, { vaults, resourceArns, maxAgeHours }: BackupsInAws, now: Date) {
  const since = new Date(now.getTime() - maxAgeHours * 3_600_000);
  const [ofVaults, ofResources, jobs] = await Promise.all([
    Promise.all(vaults.map((vault) => readVault(aws, vault))),
    Promise.all(resourceArns.map((resource) => readResource(aws, resource))),
    Promise.all([
      ...vaults.map((vault) => readJobs(aws, { ByBackupVaultName: vault }, since)),
      ...resourceArns.map((resource) => readJobs(aws, { ByResourceArn: resource }, since)),
    ]),
  ]);
  const found = ofVaults.filter((list) => list !== undefined);
  const failedJobs = new Map(jobs.flatMap(({ items }) => items).map((job) => [job.id, job]));
  return {
    status: 'read' as const,
    points: [...found, ...ofResources].flatMap(({ items }) => items),
    failedJobs: [...failedJobs.values()],
    missingVaults: vaults.filter((_vault, index) => ofVaults[index] === undefined),
    isTruncated: [...found, ...ofResources, ...jobs].some((list) => list.isTruncated),
  };
}

function readVault(aws: AwsApi, vault: string): Promise<AwsList<RecoveryPoint> | undefined> {
  return ifThere(
    listPages(aws, listRecoveryPointsByBackupVault, {
      input: { BackupVaultName: vault, MaxResults: 1000 },
      itemsOf: (page) => page.RecoveryPoints?.map((raw) => toRecoveryPoint(raw, raw.ResourceArn ?? '')),
      maxPages,
    }),
  );
}

/** A resource that was never backed up is none that AWS Backup knows. */
async function readResource(aws: AwsApi, resource: string): Promise<AwsList<RecoveryPoint>> {
  const list = await ifThere(
    listPages(aws, listRecoveryPointsByResource, {
      input: { ResourceArn: resource, MaxResults: 1000 },
      itemsOf: (page) => page.RecoveryPoints?.map((raw) => toRecoveryPoint(raw, resource)),
      maxPages,
    }),
  );
  return list ?? { items: [], isTruncated: false };
}

async function ifThere<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (awsCodeOf(error) === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

function readJobs(
  aws: AwsApi,
  of: { ByBackupVaultName: string } | { ByResourceArn: string },
  since: Date,
): Promise<AwsList<FailedBackupJob>> {
  return listPages(aws, listBackupJobs, {
    input: { ...of, ByCreatedAfter: since, MaxResults: 1000 },
    itemsOf: (page) => page.BackupJobs?.filter(({ State }) => failedStates.has(State ?? '')).map(toFailedJob),
    maxPages,
  });
}

function toRecoveryPoint(raw: RecoveryPointByBackupVault | RecoveryPointByResource, resource: string): RecoveryPoint {
  return {
    resource,
    vault: raw.BackupVaultName ?? '',
    status: raw.Status ?? '',
    reason: (raw.StatusMessage ?? '').slice(0, 500),
    createdAt: toInstant(raw.CreationDate),
  };
}

function toFailedJob(raw: BackupJob): FailedBackupJob {
  return {
    id: raw.BackupJobId ?? '',
    resource: raw.ResourceArn ?? '',
    vault: raw.BackupVaultName ?? '',
    state: raw.State ?? '',
    reason: (raw.StatusMessage ?? '').slice(0, 500),
    createdAt: toInstant(raw.CreationDate),
  };
}

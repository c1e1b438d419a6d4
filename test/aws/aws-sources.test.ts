import { BackupClient, CreateBackupVaultCommand, StartBackupJobCommand } from '@aws-sdk/client-backup';
import {
  AssociateAccessPolicyCommand,
  CreateAccessEntryCommand,
  CreateClusterCommand,
  CreatePodIdentityAssociationCommand,
  EKSClient,
} from '@aws-sdk/client-eks';
import { CreateDBInstanceCommand, CreateDBSnapshotCommand, RDSClient } from '@aws-sdk/client-rds';
import { beforeAll, beforeEach, expect, inject, it, vi } from 'vitest';
import { accessEntries } from '#lib/cluster/sources/access-entries.ts';
import { databases } from '#lib/cluster/sources/databases.ts';
import { podIdentities } from '#lib/cluster/sources/pod-identities.ts';
import { recoveryPoints } from '#lib/cluster/sources/recovery-points.ts';
import { loadFrom, openShop } from '../aws-sources/load-from.ts';
import { emulatorClient } from './support/create-table.ts';
import { region } from './support/signed-call.ts';

const clusterName = 'shop';
const roleArn = 'arn:aws:iam::000000000000:role/ann';
const orders = 'arn:aws:rds:eu-west-1:000000000000:db:orders';
const client = () => ({ ...emulatorClient(inject('ministack')), region });

// What the emulated cloud can be told to have. It has no scans, no recovery points and no failed jobs: those are met by
// the tests in test/aws-sources, with bodies as they are documented.
beforeAll(async () => {
  const eks = new EKSClient(client());
  const accessConfig = { bootstrapClusterCreatorAdminPermissions: false, authenticationMode: 'API' } as const;
  await eks.send(new CreateClusterCommand({ name: clusterName, roleArn, resourcesVpcConfig: {}, accessConfig }));
  await eks.send(new CreateAccessEntryCommand({ clusterName, principalArn: roleArn, kubernetesGroups: ['ops'] }));
  await eks.send(
    new AssociateAccessPolicyCommand({
      clusterName,
      principalArn: roleArn,
      policyArn: 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSEditPolicy',
      accessScope: { type: 'namespace', namespaces: ['ecommerce'] },
    }),
  );
  const identity = { clusterName, namespace: 'ecommerce', serviceAccount: 'cart', roleArn };
  await eks.send(new CreatePodIdentityAssociationCommand(identity));
  const rds = new RDSClient(client());
  const instance = { DBInstanceIdentifier: 'orders', DBInstanceClass: 'db.t3.micro', Engine: 'postgres' };
  const access = { AllocatedStorage: 20, MasterUsername: 'orders', MasterUserPassword: 'not-a-secret' };
  await rds.send(new CreateDBInstanceCommand({ ...instance, ...access, BackupRetentionPeriod: 7 }));
  await rds.send(new CreateDBSnapshotCommand({ DBInstanceIdentifier: 'orders', DBSnapshotIdentifier: 'by-hand' }));
  const backup = new BackupClient(client());
  await backup.send(new CreateBackupVaultCommand({ BackupVaultName: 'kept' }));
  const job = { BackupVaultName: 'kept', ResourceArn: orders, IamRoleArn: roleArn };
  await backup.send(new StartBackupJobCommand(job));
  for (const one of [eks, rds, backup]) one.destroy();
});

beforeEach(() => {
  vi.stubEnv('AWS_ENDPOINT_URL', inject('ministack'));
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  return () => void vi.unstubAllEnvs();
});

it('reads access entries with their groups and access policies', async () => {
  expect(await loadFrom(accessEntries, openShop())).toEqual({
    status: 'read',
    usesAwsAuth: false,
    isTruncated: false,
    entries: [
      {
        principal: roleArn,
        username: expect.any(String),
        groups: ['ops'],
        policies: [{ name: 'AmazonEKSEditPolicy', namespaces: ['ecommerce'] }],
      },
    ],
  });
});

it('reads which service accounts carry a role', async () => {
  expect(await loadFrom(podIdentities, openShop())).toEqual({
    isRead: true,
    isTruncated: false,
    items: [{ namespace: 'ecommerce', serviceAccount: 'cart', roleArn, id: expect.stringMatching(/^a-/) }],
  });
});

it('reads a database with its snapshot, and misses one that is not there', async () => {
  const sections = { backups: { aws: { rdsInstances: ['orders', 'gone'] } } };
  expect(await loadFrom(databases, openShop(), { sections })).toMatchObject({
    status: 'read',
    missing: ['gone'],
    items: [
      {
        name: 'orders',
        retentionDays: 7,
        restorableAt: expect.stringMatching(/^\d{4}-/),
        snapshots: [{ name: 'by-hand', type: 'manual' }],
      },
    ],
  });
});

it('reads vaults and jobs, and misses a vault that is not there', async () => {
  const sections = { backups: { aws: { vaults: ['kept', 'gone'], resourceArns: [orders] } } };
  expect(await loadFrom(recoveryPoints, openShop(), { sections })).toEqual({
    status: 'read',
    points: [],
    failedJobs: [],
    missingVaults: ['gone'],
    isTruncated: false,
  });
});

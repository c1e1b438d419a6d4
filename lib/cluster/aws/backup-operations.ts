import type {
  ListBackupJobsInput,
  ListBackupJobsOutput,
  ListRecoveryPointsByBackupVaultInput,
  ListRecoveryPointsByBackupVaultOutput,
  ListRecoveryPointsByResourceInput,
  ListRecoveryPointsByResourceOutput,
} from '@aws-sdk/client-backup';
import type {
  DBInstanceMessage,
  DBSnapshotMessage,
  DescribeDBInstancesMessage,
  DescribeDBSnapshotsMessage,
} from '@aws-sdk/client-rds';
import type { AwsOperation } from './aws-api.ts';

export const listRecoveryPointsByBackupVault: AwsOperation<
  ListRecoveryPointsByBackupVaultInput,
  ListRecoveryPointsByBackupVaultOutput
> = {
  action: 'backup:ListRecoveryPointsByBackupVault',
  pageField: 'NextToken',
  async open(settings) {
    const { BackupClient, ListRecoveryPointsByBackupVaultCommand } = await import('./clients/backup.ts');
    const client = new BackupClient(settings);
    return (input, options) => client.send(new ListRecoveryPointsByBackupVaultCommand(input), options);
  },
};

export const listRecoveryPointsByResource: AwsOperation<
  ListRecoveryPointsByResourceInput,
  ListRecoveryPointsByResourceOutput
> = {
  action: 'backup:ListRecoveryPointsByResource',
  pageField: 'NextToken',
  async open(settings) {
    const { BackupClient, ListRecoveryPointsByResourceCommand } = await import('./clients/backup.ts');
    const client = new BackupClient(settings);
    return (input, options) => client.send(new ListRecoveryPointsByResourceCommand(input), options);
  },
};

export const listBackupJobs: AwsOperation<ListBackupJobsInput, ListBackupJobsOutput> = {
  action: 'backup:ListBackupJobs',
  pageField: 'NextToken',
  async open(settings) {
    const { BackupClient, ListBackupJobsCommand } = await import('./clients/backup.ts');
    const client = new BackupClient(settings);
    return (input, options) => client.send(new ListBackupJobsCommand(input), options);
  },
};

export const describeDbInstances: AwsOperation<DescribeDBInstancesMessage, DBInstanceMessage> = {
  action: 'rds:DescribeDBInstances',
  pageField: 'Marker',
  async open(settings) {
    const { RDSClient, DescribeDBInstancesCommand } = await import('./clients/rds.ts');
    const client = new RDSClient(settings);
    return (input, options) => client.send(new DescribeDBInstancesCommand(input), options);
  },
};

export const describeDbSnapshots: AwsOperation<DescribeDBSnapshotsMessage, DBSnapshotMessage> = {
  action: 'rds:DescribeDBSnapshots',
  pageField: 'Marker',
  async open(settings) {
    const { RDSClient, DescribeDBSnapshotsCommand } = await import('./clients/rds.ts');
    const client = new RDSClient(settings);
    return (input, options) => client.send(new DescribeDBSnapshotsCommand(input), options);
  },
};

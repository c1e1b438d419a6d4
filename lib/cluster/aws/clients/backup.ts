// Loaded when first needed: nothing else of the SDK's package comes along.
export {
  BackupClient,
  ListBackupJobsCommand,
  ListRecoveryPointsByBackupVaultCommand,
  ListRecoveryPointsByResourceCommand,
} from '@aws-sdk/client-backup';

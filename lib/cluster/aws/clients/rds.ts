// Loaded when first needed: nothing else of the SDK's package comes along.
export { DescribeDBInstancesCommand, DescribeDBSnapshotsCommand, RDSClient } from '@aws-sdk/client-rds';

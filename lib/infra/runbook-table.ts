import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  Billing,
  type ITableV2,
  ProjectionType,
  TableEncryptionV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { tableDefinition } from '#lib/store/table-definition.ts';

/** The table that everything is kept in: it outlives the stack, and can be put back to any second of 35 days. */
function createTable(scope: Construct): TableV2 {
  const { partitionKey, sortKey, timeToLiveField, indexes } = tableDefinition;
  return new TableV2(scope, 'Table', {
    partitionKey: textKey(partitionKey),
    sortKey: textKey(sortKey),
    timeToLiveAttribute: timeToLiveField,
    globalSecondaryIndexes: indexes.map((index) => ({
      indexName: index.name,
      partitionKey: textKey(index.partitionKey),
      sortKey: textKey(index.sortKey),
      projectionType: ProjectionType[index.projection],
    })),
    billing: Billing.onDemand(),
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    encryption: TableEncryptionV2.awsManagedKey(),
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
}

function textKey(name: string) {
  return { name, type: AttributeType.STRING };
}

/** What the functions must know of it. */
export type RunbookTable = Pick<ITableV2, 'tableArn' | 'tableName'>;

/** The given table, or a new one. */
export function findOrCreateTable(scope: Construct, tableName: string | undefined): RunbookTable {
  return tableName === undefined ? createTable(scope) : TableV2.fromTableName(scope, 'Table', tableName);
}

import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
  type DynamoDBClientConfig,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { tableDefinition } from '#lib/store/table-definition.ts';

/** A client of an emulator: with credentials that are nobody's, never the user's. */
export function emulatorClient(endpoint: string) {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  return { endpoint, region: 'us-east-1', credentials } satisfies DynamoDBClientConfig;
}

/** Creates the store's table as it is defined. */
export async function createTable(endpoint: string, tableName: string): Promise<void> {
  const client = new DynamoDBClient(emulatorClient(endpoint));
  await client.send(new CreateTableCommand(tableInput(tableName)));
  await waitUntilTableExists({ client, maxWaitTime: 20, minDelay: 0.1, maxDelay: 1 }, { TableName: tableName });
  const TimeToLiveSpecification = { AttributeName: tableDefinition.timeToLiveField, Enabled: true };
  await client.send(new UpdateTimeToLiveCommand({ TableName: tableName, TimeToLiveSpecification }));
  client.destroy();
}

function tableInput(TableName: string): CreateTableCommandInput {
  const { indexes, ...table } = tableDefinition;
  const keys = [table, ...indexes];
  const schemaOf = (key: { partitionKey: string; sortKey: string }) => [
    { AttributeName: key.partitionKey, KeyType: 'HASH' as const },
    { AttributeName: key.sortKey, KeyType: 'RANGE' as const },
  ];
  return {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: keys
      .flatMap((key) => [key.partitionKey, key.sortKey])
      .map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    KeySchema: schemaOf(table),
    GlobalSecondaryIndexes: indexes.map((index) => ({
      IndexName: index.name,
      KeySchema: schemaOf(index),
      Projection: { ProjectionType: index.projection },
    })),
  };
}

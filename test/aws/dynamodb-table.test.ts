import { inject } from 'vitest';
import { openDynamodbTable } from '#lib/store/dynamodb-table.ts';
import { describeTable } from '../store/table-contract.ts';
import { createTable, emulatorClient } from './support/create-table.ts';

async function openTable(endpoint: string, now: () => Date) {
  await createTable(endpoint, 'contract');
  return openDynamodbTable('contract', { client: emulatorClient(endpoint), now });
}

const few = { propertyRuns: 40 };

describeTable('DynamoDB, on DynamoDB Local', (now) => openTable(inject('dynamodbLocal'), now), few);
describeTable('DynamoDB, on the emulated cloud', (now) => openTable(inject('ministack'), now), few);

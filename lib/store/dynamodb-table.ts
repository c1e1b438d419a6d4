import { setTimeout as sleep } from 'node:timers/promises';
import {
  DynamoDBClient,
  type DynamoDBClientConfig,
  GetItemCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { liveAt } from './condition.ts';
import { explainDynamodb } from './dynamodb-error.ts';
import {
  conditionParts,
  liveExpression,
  makePlaceholders,
  updateExpression,
  writeExpression,
} from './dynamodb-expression.ts';
import { fromAttributes, toAttributes } from './dynamodb-item.ts';
import { readPage } from './dynamodb-query.ts';
import { checkQuery, checkWrites } from './limits.ts';
import type { Table, TransactResult, Write } from './table.ts';

export interface DynamodbTableOptions {
  /** The client's region, endpoint and credentials; default: the SDK's own chain. */
  readonly client?: DynamoDBClientConfig;
  /** The clock by which items expire; default: the system's. */
  readonly now?: () => Date;
  /** How a retry waits; default: really. */
  readonly wait?: (delayMs: number) => Promise<unknown>;
}

/** What the parts of the adapter share. */
interface Connection {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  readonly wait: (delayMs: number) => Promise<unknown>;
}

/**
 * The table in DynamoDB, created as `table-definition.ts` says. The SDK retries what is throttled; transactions that
 * meet another one are retried here, a bounded number of times. Throws `StoreError`.
 */
export function openDynamodbTable(tableName: string, options: DynamodbTableOptions = {}): Table {
  const { now = () => new Date(), wait = sleep } = options;
  const client = new DynamoDBClient(options.client ?? {});
  const connection = { client, tableName, wait };
  const answer = async <T>(work: (nowMs: number) => Promise<T>) => {
    try {
      return await work(now().getTime());
    } catch (error) {
      throw explainDynamodb(error, tableName);
    }
  };
  return {
    get: ({ pk, sk }) =>
      answer(async (nowMs) => {
        const input = { TableName: tableName, Key: toAttributes({ pk, sk }), ConsistentRead: true };
        const { Item: found } = await client.send(new GetItemCommand(input));
        return found && liveAt(fromAttributes(found), nowMs);
      }),
    query: (query) =>
      answer((nowMs) => {
        checkQuery(query);
        return readPage(client, tableName, query, nowMs);
      }),
    transact: (writes) =>
      answer((nowMs) => {
        checkWrites(writes);
        return transact(connection, writes, nowMs);
      }),
    close: () => client.destroy(),
  };
}

const attempts = 8;

/** Tries until the transaction is decided: written, or refused by a condition. */
async function transact(connection: Connection, writes: readonly Write[], nowMs: number): Promise<TransactResult> {
  const items = writes.map((write) => transactItem(write, connection.tableName, Math.floor(nowMs / 1000)));
  for (let attempt = 1; ; attempt++) {
    try {
      // A new command each time: the SDK's own retries of one are recognised by its token, and written once.
      await connection.client.send(new TransactWriteItemsCommand({ TransactItems: items }));
      return { committed: true };
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      const failed = failedWrites(error, nowMs);
      if (failed.length > 0) return { committed: false, failed };
      if (attempt === attempts || !isPassing(error)) throw error;
      await connection.wait(Math.random() * 20 * 2 ** attempt);
    }
  }
}

/** The reasons stand in the order of the writes. */
function failedWrites(error: TransactionCanceledException, nowMs: number) {
  return (error.CancellationReasons ?? []).flatMap(({ Code, Item: met }, index) => {
    if (Code !== 'ConditionalCheckFailed') return [];
    const item = met && liveAt(fromAttributes(met), nowMs);
    return [item ? { index, item } : { index }];
  });
}

const passingReasons = new Set(['None', 'TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);

function isPassing(error: TransactionCanceledException): boolean {
  return error.CancellationReasons?.every(({ Code }) => passingReasons.has(Code ?? 'None')) ?? false;
}

function transactItem(write: Write, TableName: string, nowSeconds: number): TransactWriteItem {
  const at = makePlaceholders();
  const asked = conditionParts(write.when ?? {}, at, nowSeconds);
  const common = { TableName, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const };
  const when = asked.length > 0 ? { ConditionExpression: writeExpression(asked) } : {};
  if ('put' in write) return { Put: { ...common, ...when, Item: toAttributes(write.put), ...at.parts() } };
  if ('delete' in write) {
    const { pk, sk } = write.delete;
    return { Delete: { ...common, ...when, Key: toAttributes({ pk, sk }), ...at.parts() } };
  }
  const { pk, sk } = write.update;
  const there = [`attribute_exists(${at.name('pk')})`, liveExpression(at, nowSeconds)];
  return {
    Update: {
      ...common,
      Key: toAttributes({ pk, sk }),
      UpdateExpression: updateExpression(write.set, write.remove, at),
      ConditionExpression: writeExpression([...there, ...asked]),
      ...at.parts(),
    },
  };
}

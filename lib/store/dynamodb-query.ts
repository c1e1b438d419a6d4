import { type DynamoDBClient, QueryCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { liveExpression, makePlaceholders, type Placeholders, writeExpression } from './dynamodb-expression.ts';
import { type Attributes, fromAttributes, toAttributes } from './dynamodb-item.ts';
import { StoreError } from './store-error.ts';
import type { Item, Page, Query } from './table.ts';

/**
 * One page of a query. DynamoDB ends its own pages at 1 MB and counts expired items, so it is asked until the page is
 * full or nothing is left.
 */
export async function readPage(client: DynamoDBClient, tableName: string, query: Query, nowMs: number): Promise<Page> {
  const input = queryInput(tableName, query, Math.floor(nowMs / 1000));
  const items: Item[] = [];
  let start = query.cursor === undefined ? undefined : parseCursor(query.cursor);
  do {
    const left = query.limit === undefined ? {} : { Limit: query.limit - items.length };
    const page = await client.send(new QueryCommand({ ...input, ...left, ExclusiveStartKey: start }));
    items.push(...(page.Items ?? []).map(fromAttributes));
    start = page.LastEvaluatedKey;
  } while (start && items.length !== query.limit);
  return start
    ? { items, cursor: Buffer.from(JSON.stringify(fromAttributes(start))).toString('base64url') }
    : { items };
}

function queryInput(TableName: string, query: Query, nowSeconds: number): QueryCommandInput {
  const at = makePlaceholders();
  const [partition, sort] = query.index ? ['gsi1pk', 'gsi1sk'] : ['pk', 'sk'];
  const conditions = [`${at.name(partition)} = ${at.value(query.partition)}`, ...sortConditions(query.sort, sort, at)];
  return {
    TableName,
    ...(query.index ? { IndexName: query.index } : { ConsistentRead: true }),
    KeyConditionExpression: conditions.join(' AND '),
    FilterExpression: writeExpression([liveExpression(at, nowSeconds)]),
    ScanIndexForward: !query.descending,
    ...at.parts(),
  };
}

/** A part that is not used must not be named: DynamoDB refuses it. */
function sortConditions(sort: Query['sort'] = {}, field: string, at: Placeholders): string[] {
  if ('prefix' in sort) return [`begins_with(${at.name(field)}, ${at.value(sort.prefix)})`];
  const { from, to } = sort;
  if (from !== undefined && to !== undefined)
    return [`${at.name(field)} BETWEEN ${at.value(from)} AND ${at.value(to)}`];
  if (from !== undefined) return [`${at.name(field)} >= ${at.value(from)}`];
  return to === undefined ? [] : [`${at.name(field)} <= ${at.value(to)}`];
}

function parseCursor(cursor: string): Attributes {
  try {
    return toAttributes(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
  } catch {
    throw new StoreError('invalid', 'the cursor is not one that a page of this table gave');
  }
}

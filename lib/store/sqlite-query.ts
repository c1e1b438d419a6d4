import type { StatementSync } from 'node:sqlite';
import { StoreError } from './store-error.ts';
import type { Item, Page, Query } from './table.ts';

/** Gives the statement of a text, made once. */
export type Prepare = (sql: string) => StatementSync;

/** Above every text that a key can hold: the last code point, which no character has. */
const last = '\u{10FFFF}';

/** One page of a query, without the items that have expired. */
export function readPage(prepare: Prepare, query: Query, nowMs: number): Page {
  const { limit = Number.POSITIVE_INFINITY } = query;
  const { sql, values } = statementOf(query, nowMs);
  const items: Item[] = [];
  for (const row of prepare(sql).iterate(...values)) {
    if (items.length === limit) return { items, cursor: cursorAfter(items.at(-1), query) };
    items.push(parseItem(row['item']));
  }
  return { items };
}

export function parseItem(text: unknown): Item {
  return JSON.parse(String(text)) as Item; // only items are written there
}

function statementOf(query: Query, nowMs: number): { sql: string; values: (string | number)[] } {
  const [partition, place] = query.index ? ['gsi1pk', 'gsi1sk, pk, sk'] : ['pk', 'sk, pk, sk'];
  const sortKey = query.index ? 'gsi1sk' : 'sk';
  const [from, to] = boundsOf(query.sort);
  const [after, order] = query.descending ? ['<', 'DESC'] : ['>', 'ASC'];
  const rest = query.cursor === undefined ? [] : parseCursor(query.cursor);
  const sql = `
    SELECT item FROM items
    WHERE ${partition} = ? AND ${sortKey} >= ? AND ${sortKey} <= ? AND (expiresAt IS NULL OR expiresAt > ?)
    ${rest.length > 0 ? `AND (${place}) ${after} (?, ?, ?)` : ''}
    ORDER BY ${place.replaceAll(',', ` ${order},`)} ${order}`;
  return { sql, values: [query.partition, from, to, Math.floor(nowMs / 1000), ...rest] };
}

function boundsOf(sort: Query['sort'] = {}): [from: string, to: string] {
  if ('prefix' in sort) return [sort.prefix, sort.prefix + last];
  return [sort.from ?? '', sort.to ?? last];
}

function cursorAfter(item: Item | undefined, { index }: Query): string {
  const place = [index ? item?.['gsi1sk'] : item?.sk, item?.pk, item?.sk];
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

function parseCursor(cursor: string): string[] {
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(place) && place.length === 3) return place.map(String);
  } catch {
    // said below
  }
  throw new StoreError('invalid', 'the cursor is not one that a page of this table gave');
}

import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { holds, liveAt } from './condition.ts';
import { checkItemSize, checkQuery, checkWrites } from './limits.ts';
import { explained, inTransaction, openSqliteFile } from './sqlite-file.ts';
import { type Prepare, parseItem, readPage } from './sqlite-query.ts';
import { type FailedWrite, type Item, type Key, keyOf, type Scalar, type Table, type Write } from './table.ts';

export interface SqliteTableOptions {
  /** The clock by which items expire; default: the system's. */
  readonly now?: () => Date;
  /** How long to wait for another process's write; default 10 s. */
  readonly busyTimeoutMs?: number;
}

/**
 * The embedded table: one SQLite file, made when it is not there, that several processes may use at once.
 * Expired items are gone at their instant and leave the file with the next write. Throws `StoreError`.
 */
export function openSqliteTable(path: string, options: SqliteTableOptions = {}): Table {
  const { now = () => new Date(), busyTimeoutMs = 10_000 } = options;
  const db = openSqliteFile(path, busyTimeoutMs);
  const prepare = rememberStatements(db);
  // The work is synchronous; its errors become rejections, as the port has them.
  const answer = async <T>(work: (nowMs: number) => T) => explained(path, () => work(now().getTime()));
  return {
    get: (key) => answer((nowMs) => liveAt(readItem(prepare, key), nowMs)),
    query: (query) =>
      answer((nowMs) => {
        checkQuery(query);
        return readPage(prepare, query, nowMs);
      }),
    transact: (writes) =>
      answer((nowMs) => {
        checkWrites(writes);
        return inTransaction(db, () => {
          const failed = applyWrites(prepare, writes, nowMs);
          return failed.length === 0 ? { committed: true } : { committed: false, failed };
        });
      }),
    close: () => db.close(),
  };
}

function rememberStatements(db: DatabaseSync): Prepare {
  const statements = new Map<string, StatementSync>();
  return (sql) => {
    const statement = statements.get(sql) ?? db.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
}

function readItem(prepare: Prepare, { pk, sk }: Key): Item | undefined {
  const row = prepare('SELECT item FROM items WHERE pk = ? AND sk = ?').get(pk, sk);
  return row && parseItem(row['item']);
}

/** Writes all, or nothing when a condition fails; gives those that failed. */
function applyWrites(prepare: Prepare, writes: readonly Write[], nowMs: number): FailedWrite[] {
  const met = writes.map((write) => liveAt(readItem(prepare, keyOf(write)), nowMs));
  const failed = writes.flatMap((write, index) => {
    const item = met[index];
    if (holds(write.when ?? {}, item) && (item || !('update' in write))) return [];
    return [item ? { index, item } : { index }];
  });
  if (failed.length > 0) return failed;
  for (const [index, write] of writes.entries()) applyWrite(prepare, write, met[index]);
  prepare('DELETE FROM items WHERE expiresAt <= ?').run(Math.floor(nowMs / 1000));
  return [];
}

function applyWrite(prepare: Prepare, write: Write, met: Item | undefined): void {
  if ('put' in write) putItem(prepare, write.put);
  else if ('delete' in write)
    prepare('DELETE FROM items WHERE pk = ? AND sk = ?').run(write.delete.pk, write.delete.sk);
  else {
    const removed = new Set(write.remove);
    const kept = Object.entries({ ...met, ...write.set }).filter(([field]) => !removed.has(field));
    putItem(prepare, { ...Object.fromEntries(kept), ...write.update });
  }
}

function putItem(prepare: Prepare, item: Item): void {
  checkItemSize(item); // an update may have made it too large
  const { pk, sk, gsi1pk, gsi1sk, expiresAt } = item;
  const sql = 'INSERT OR REPLACE INTO items (pk, sk, gsi1pk, gsi1sk, expiresAt, item) VALUES (?, ?, ?, ?, ?, ?)';
  prepare(sql).run(pk, sk, column(gsi1pk), column(gsi1sk), column(expiresAt), JSON.stringify(item));
}

function column(value: Scalar | undefined): string | number | null {
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}

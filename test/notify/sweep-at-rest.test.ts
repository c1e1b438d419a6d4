import { expect, it } from 'vitest';
import { sweep } from '#lib/notify/sweep.ts';
import { openSqliteTable } from '#lib/store/sqlite-table.ts';
import type { Table } from '#lib/store/table.ts';
import { configWith } from '../support/config.ts';

/** A table that counts what is asked of it. */
function countCalls(table: Table) {
  const calls = { reads: 0, writes: 0 };
  const counting: Table = {
    ...table,
    get: (key) => {
      calls.reads += 1;
      return table.get(key);
    },
    query: (query) => {
      calls.reads += 1;
      return table.query(query);
    },
    transact: (batch) => {
      calls.writes += batch.length;
      return table.transact(batch);
    },
  };
  return { calls, counting };
}

it('a sweep at rest reads nine times and writes its heartbeat: the cost of a month rests on it', async () => {
  const start = Date.parse('2026-03-02T10:01:00Z');
  const table = openSqliteTable(':memory:', { now: () => new Date(start) });
  const { calls, counting } = countCalls(table);
  const recheck = async () => ({ result: 'unknown', reason: 'nothing is due' }) as const;
  const order = { table: counting, config: configWith(), cluster: 'ecommerce-production', notifiers: {}, recheck };
  await sweep({ ...order, now: new Date(start) });
  Object.assign(calls, { reads: 0, writes: 0 });
  await sweep({ ...order, now: new Date(start + 60_000) });
  expect(calls).toEqual({ reads: 9, writes: 1 });
  table.close();
});

import { onTestFinished } from 'vitest';
import { openSqliteTable } from '#lib/store/sqlite-table.ts';

/** An empty table that is gone when the test is; its clock stands. */
export function openMemoryTable(now: Date) {
  const table = openSqliteTable(':memory:', { now: () => now });
  onTestFinished(() => table.close());
  return table;
}

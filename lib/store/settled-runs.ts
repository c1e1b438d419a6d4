import { settledRunsPartition } from './keys.ts';
import { daysAfter } from './retention.ts';
import type { Table } from './table.ts';

/** Remembers for some days that a run's findings have become incidents. */
export async function markSettled(table: Table, run: string, now: Date): Promise<void> {
  const expiresAt = daysAfter(now.toISOString(), 7);
  await table.transact([{ put: { pk: settledRunsPartition, sk: run, expiresAt } }]);
}

/** The runs that are marked so. */
export async function listSettled(table: Table): Promise<ReadonlySet<string>> {
  const { items } = await table.query({ partition: settledRunsPartition });
  return new Set(items.map(({ sk }) => sk));
}

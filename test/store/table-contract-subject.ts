import { expect } from 'vitest';
import type { Item, Query, Table } from '#lib/store/table.ts';

/** What the parts of the contract work on: the table, a clock to set, and a partition that no other test has. */
export interface Subject {
  readonly table: Table;
  readonly clock: { now: Date };
  readonly pk: string;
}

export type GetSubject = () => Subject;

/** All items of a partition, or of what else is asked. */
export async function allOf({ table, pk }: Subject, query: Partial<Query> = {}): Promise<readonly Item[]> {
  return (await table.query({ partition: pk, ...query })).items;
}

export async function put(table: Table, ...items: Item[]): Promise<void> {
  expect(await table.transact(items.map((item) => ({ put: item })))).toEqual({ committed: true });
}

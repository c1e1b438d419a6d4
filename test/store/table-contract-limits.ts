import { describe, expect, it } from 'vitest';
import { itemBytes } from '#lib/store/limits.ts';
import { StoreError } from '#lib/store/store-error.ts';
import type { Item, Query, Write } from '#lib/store/table.ts';
import { allOf, type GetSubject, put } from './table-contract-subject.ts';

/** An item of exactly so many bytes, as the table counts them. */
function itemOf(pk: string, bytes: number): Item {
  const item = { pk, sk: 'x', text: '' };
  return { ...item, text: 'x'.repeat(bytes - itemBytes(item)) };
}

async function failureOf(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(StoreError);
  return (error as StoreError).failure;
}

export function describeLimits(subject: GetSubject): void {
  describe('limits', () => {
    it('takes an item of 400 KB and refuses a larger one', async () => {
      const { table, pk } = subject();
      await put(table, itemOf(pk, 409_600));
      expect(await failureOf(table.transact([{ put: itemOf(pk, 409_601) }]))).toBe('too-large');
      expect(await table.get({ pk, sk: 'x' })).toEqual(itemOf(pk, 409_600));
    });

    it('refuses an update that makes an item too large', async () => {
      const { table, pk } = subject();
      await put(table, itemOf(pk, 409_000));
      const write = { update: { pk, sk: 'x' }, set: { more: 'x'.repeat(1000) } };
      expect(await failureOf(table.transact([write]))).toBe('too-large');
      expect(await table.get({ pk, sk: 'x' })).toEqual(itemOf(pk, 409_000));
    });

    it('takes 100 writes and refuses 101, and none', async () => {
      const { table, pk } = subject();
      const writes = Array.from({ length: 101 }, (_, index) => ({ put: { pk, sk: String(index) } }));
      expect(await failureOf(table.transact(writes))).toBe('too-large');
      expect(await failureOf(table.transact([]))).toBe('too-large');
      expect(await allOf(subject())).toEqual([]);
      expect(await table.transact(writes.slice(1))).toEqual({ committed: true });
    });

    it('refuses more than 4 MB at once', async () => {
      const { table, pk } = subject();
      const writes = Array.from({ length: 11 }, (_, index) => ({ put: itemOf(`${pk}-${index}`, 400_000) }));
      expect(await failureOf(table.transact(writes))).toBe('too-large');
    });

    it.each<[string, (pk: string) => Write[]]>([
      ['two writes of one item', (pk) => [{ put: { pk, sk: 'x' } }, { delete: { pk, sk: 'x' } }]],
      ['a number that is none', (pk) => [{ put: { pk, sk: 'x', a: Number.NaN } }]],
      ['a number without end', (pk) => [{ put: { pk, sk: 'x', a: Number.POSITIVE_INFINITY } }]],
      ['a number that no double tells from its neighbour', (pk) => [{ put: { pk, sk: 'x', a: 2 ** 53 } }]],
      ['half a surrogate pair', (pk) => [{ put: { pk, sk: 'x', a: '\ud83d' } }]],
      ['an empty key', (pk) => [{ put: { pk, sk: '' } }]],
      ['a key that is too long', (pk) => [{ put: { pk, sk: 'x'.repeat(1025) } }]],
      ['an empty index key', (pk) => [{ put: { pk, sk: 'x', gsi1pk: '', gsi1sk: 'a' } }]],
      ['an index key that is no text', (pk) => [{ put: { pk, sk: 'x', gsi1pk: 'a', gsi1sk: 1 } }]],
      ['an expiry in parts of a second', (pk) => [{ put: { pk, sk: 'x', expiresAt: 1.5 } }]],
      ['an update of a key', (pk) => [{ update: { pk, sk: 'x' }, set: { sk: 'y' } }]],
      ['an update of nothing', (pk) => [{ update: { pk, sk: 'x' } }]],
    ])('refuses %s', async (_name, writesOf) => {
      const { table, pk } = subject();
      expect(await failureOf(table.transact(writesOf(pk)))).toBe('invalid');
      expect(await allOf(subject())).toEqual([]);
    });

    it.each<[string, Partial<Query>]>([
      ['no partition', { partition: '' }],
      ['an empty prefix', { sort: { prefix: '' } }],
      ['a range that goes backwards', { sort: { from: 'b', to: 'a' } }],
      ['a limit of none', { limit: 0 }],
      ['a cursor that no page gave', { cursor: 'made up' }],
    ])('refuses a query with %s', async (_name, query) => {
      const { table, pk } = subject();
      expect(await failureOf(table.query({ partition: pk, ...query }))).toBe('invalid');
    });
  });
}

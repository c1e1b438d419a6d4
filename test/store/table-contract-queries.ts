import { describe, expect, it } from 'vitest';
import type { Query, Table } from '#lib/store/table.ts';
import { allOf, type GetSubject, put } from './table-contract-subject.ts';

export function describeQueries(subject: GetSubject): void {
  describe('query', () => {
    const sortKeys = ['A', 'a', 'a#1', 'a#10', 'a#2', 'a%', 'a_', 'b', 'é', '\uffee', '😀'];

    async function sorted(query: Partial<Query>): Promise<unknown[]> {
      const { table, pk } = subject();
      await put(table, ...sortKeys.toReversed().map((sk) => ({ pk, sk })), { pk: `${pk}0`, sk: 'a' });
      return (await allOf(subject(), query)).map(({ sk }) => sk);
    }

    it.each<[string, Partial<Query>, string[]]>([
      ['all, by the bytes of their UTF-8', {}, sortKeys],
      ['descending', { descending: true }, sortKeys.toReversed()],
      ['a prefix', { sort: { prefix: 'a#1' } }, ['a#1', 'a#10']],
      ['a prefix that is a wildcard elsewhere', { sort: { prefix: 'a_' } }, ['a_']],
      ['a prefix beyond the BMP', { sort: { prefix: '😀' } }, ['😀']],
      ['between, both included', { sort: { from: 'a#1', to: 'b' } }, ['a#1', 'a#10', 'a#2', 'a%', 'a_', 'b']],
      ['from', { sort: { from: 'b' } }, ['b', 'é', '\uffee', '😀']],
      ['to, descending', { sort: { to: 'a#1' }, descending: true }, ['a#1', 'a', 'A']],
      ['the last two', { limit: 2, descending: true }, ['😀', '\uffee']],
      ['nothing', { sort: { prefix: 'c' } }, []],
      ['another partition', { partition: 'nobody' }, []],
    ])('gives %s', async (_name, query, expected) => {
      expect(await sorted(query)).toEqual(expected);
    });

    it.each([{ descending: false }, { descending: true }])(
      'goes on from where a page ended: %o',
      async ({ descending }) => {
        const { table, pk } = subject();
        await put(table, ...['1', '2', '3', '4', '5'].map((sk) => ({ pk, sk: `x${sk}` })), { pk, sk: 'y' });
        const query = { partition: pk, sort: { prefix: 'x' }, descending, limit: 2 };
        const all = ['x1', 'x2', 'x3', 'x4', 'x5'];
        const pages = await pagesOf(table, query);
        expect(pages.flat()).toEqual(descending ? all.toReversed() : all);
        expect(pages.filter((page) => page.length > 0).map((page) => page.length)).toEqual([2, 2, 1]);
      },
    );

    it('reads a partition that is larger than a page of the service', async () => {
      const { table, pk } = subject();
      const text = 'x'.repeat(300_000);
      for (const sk of ['1', '2', '3', '4', '5', '6']) await put(table, { pk, sk, text });
      expect((await allOf(subject())).map(({ sk }) => sk)).toEqual(['1', '2', '3', '4', '5', '6']);
    });
  });

  describe('the sparse index', () => {
    it('has only the items with both its keys, in its own order', async () => {
      const { table, pk } = subject();
      await put(
        table,
        { pk, sk: 'a', gsi1pk: `due-${pk}`, gsi1sk: '2' },
        { pk, sk: 'b', gsi1pk: `due-${pk}`, gsi1sk: '1', n: 1 },
        { pk, sk: 'c', gsi1pk: `due-${pk}` },
        { pk, sk: 'd', gsi1sk: '0' },
        { pk, sk: 'e' },
      );
      expect(await allOf(subject(), { index: 'gsi1', partition: `due-${pk}` })).toEqual([
        { pk, sk: 'b', gsi1pk: `due-${pk}`, gsi1sk: '1', n: 1 },
        { pk, sk: 'a', gsi1pk: `due-${pk}`, gsi1sk: '2' },
      ]);
    });

    it('follows updates in and out', async () => {
      const { table, pk } = subject();
      const due = async () =>
        (await allOf(subject(), { index: 'gsi1', partition: pk })).map(({ sk, gsi1sk }) => [sk, gsi1sk]);
      await put(table, { pk, sk: 'a' });
      await table.transact([{ update: { pk, sk: 'a' }, set: { gsi1pk: pk, gsi1sk: '5' } }]);
      expect(await due()).toEqual([['a', '5']]);
      await table.transact([{ update: { pk, sk: 'a' }, set: { gsi1sk: '7' } }]);
      expect(await due()).toEqual([['a', '7']]);
      await table.transact([{ update: { pk, sk: 'a' }, remove: ['gsi1pk', 'gsi1sk'] }]);
      expect(await due()).toEqual([]);
      expect(await table.get({ pk, sk: 'a' })).toEqual({ pk, sk: 'a' });
    });

    it('goes on from where a page ended, through equal places', async () => {
      const { table, pk } = subject();
      await put(
        table,
        ...['a', 'b', 'c', 'd', 'e'].map((sk) => ({ pk, sk, gsi1pk: pk, gsi1sk: sk < 'd' ? '1' : '2' })),
      );
      const pages = await pagesOf(table, { index: 'gsi1', partition: pk, sort: { to: '1' }, limit: 2 });
      expect(pages.flat().toSorted()).toEqual(['a', 'b', 'c']);
      expect(pages[0]).toHaveLength(2);
    });
  });
}

async function pagesOf(table: Table, query: Query): Promise<string[][]> {
  const pages: string[][] = [];
  let cursor: string | undefined;
  do {
    const page = await table.query(cursor === undefined ? query : { ...query, cursor });
    pages.push(page.items.map(({ sk }) => sk));
    cursor = page.cursor;
  } while (cursor !== undefined);
  return pages;
}

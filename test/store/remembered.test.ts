import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunDocument } from '#lib/runs/run-document.ts';
import { type Remembered, readRemembered } from '#lib/store/remembered.ts';
import { saveRun } from '#lib/store/save-run.ts';
import { openSqliteTable } from '#lib/store/sqlite-table.ts';
import type { Table } from '#lib/store/table.ts';
import { checkOf, cluster, documentOf, findingOf, morning } from './support/documents.ts';

let clock: Date;
let table: Table;
beforeEach(() => {
  clock = new Date('2026-03-20T00:00:00Z');
  table = openSqliteTable(':memory:', { now: () => clock });
});
afterEach(() => table.close());

const idOf = (day: number) => documentOf(day).run.id;

/** Saves the runs of some days, each after the one before. */
async function saveDays(days: readonly number[], rememberedOn: (day: number) => Remembered) {
  for (const [index, day] of days.entries()) {
    const before = days[index - 1];
    const document = documentOf(day, { run: { comparedWith: before === undefined ? null : idOf(before) } });
    expect(await saveRun(table, document, { remembered: rememberedOn(day) })).toBe('saved');
  }
}

const lookBack = (name: string, { atMost = 10, now = clock, of = cluster } = {}) =>
  readRemembered(table, of, name, { now, atMost });

describe('what runs remembered', () => {
  it('is read back newest first, by its name and its cluster', async () => {
    await saveDays([2, 3, 10], (day) => ({ 'a/figure': { day }, 'a/figures': 'of another name' }));
    expect(await lookBack('a/figure')).toEqual([
      { run: idOf(10), at: morning(10), value: { day: 10 } },
      { run: idOf(3), at: morning(3), value: { day: 3 } },
      { run: idOf(2), at: morning(2), value: { day: 2 } },
    ]);
    expect(await lookBack('a/figure', { atMost: 1 })).toMatchObject([{ value: { day: 10 } }]);
    expect(await lookBack('a/fig')).toEqual([]);
    expect(await lookBack('a/figure', { of: 'another' })).toEqual([]);
  });

  it('is of instants up to the one asked for, itself among them, and not more than 90 days before it', async () => {
    await saveDays([2, 3, 4], (day) => ({ figure: day }));
    expect(await lookBack('figure', { now: new Date(morning(3)) })).toMatchObject([{ value: 3 }, { value: 2 }]);
    const late = new Date(new Date(morning(3)).getTime() + 90 * 86_400_000);
    expect(await lookBack('figure', { now: late })).toMatchObject([{ value: 4 }, { value: 3 }]);
  });

  it('is gone from the table after 90 days, long before the run is', async () => {
    await saveDays([2], () => ({ figure: 1 }));
    clock = new Date('2026-06-01T00:00:00Z');
    const { items } = await table.query({ partition: `REMEMBERED#${cluster}` });
    expect(items).toEqual([]);
  });

  it('reads pages until there are enough', async () => {
    await saveDays([2, 3, 4, 5], (day) => ({ figure: day }));
    const paged: Table = {
      ...table,
      query: (query) => table.query({ ...query, limit: Math.min(query.limit ?? 1, 1) }),
    };
    const asked = { now: clock, atMost: 3 };
    expect((await readRemembered(paged, cluster, 'figure', asked)).map(({ value }) => value)).toEqual([5, 4, 3]);
  });

  it('is compressed where it is long, and kept as null where no item takes it', async () => {
    const long = Array.from({ length: 20_000 }, (_, index) => `row ${index}`);
    const tooLong = randomBytes(400_000).toString('base64');
    await saveDays([2], () => ({ long, tooLong }));
    expect(await lookBack('long')).toEqual([{ run: idOf(2), at: morning(2), value: long }]);
    expect(await lookBack('tooLong')).toEqual([{ run: idOf(2), at: morning(2), value: null }]);
  });

  it('is there with a run of more findings than a transaction takes, and not without the run', async () => {
    const findings = Array.from({ length: 350 }, (_, index) => findingOf(`f${index}`));
    const large: RunDocument = documentOf(2, { checks: [checkOf('a/b', findings)] });
    const transact: Table['transact'] = (writes) => {
      const isHead = writes.some((write) => 'put' in write && write.put.sk === 'LATEST');
      return isHead ? Promise.reject(new Error('died')) : table.transact(writes);
    };
    await expect(saveRun({ ...table, transact }, large, { remembered: { figure: 1 } })).rejects.toThrow('died');
    expect(await lookBack('figure')).toEqual([]);
    expect(await saveRun(table, large, { remembered: { figure: 1 } })).toBe('saved');
    expect(await lookBack('figure')).toMatchObject([{ value: 1 }]);
  });

  it('of a run that was overtaken, or done before, is not kept', async () => {
    await saveDays([2], () => ({ figure: 2 }));
    expect(await saveRun(table, documentOf(3), { remembered: { figure: 3 } })).toBe('overtaken');
    expect(await saveRun(table, documentOf(2), { remembered: { figure: 4 } })).toBe('already-saved');
    expect(await lookBack('figure')).toMatchObject([{ value: 2 }]);
  });
});

import { describe, expect, it } from 'vitest';
import type { Baseline } from '#lib/cluster/baseline.ts';
import { readBaseline, saveBaseline } from '#lib/store/baselines.ts';
import { baselinePartition } from '#lib/store/keys.ts';
import { openSqliteTable } from '#lib/store/sqlite-table.ts';

function baselineOf(count: number, acceptedAt: string): Baseline {
  const objects = Array.from({ length: count }, (_, at) => [`ConfigMap/shop/map-${at}`, { 'a.b': `digest-${at}` }]);
  return { acceptedAt, digestKey: 'ab', objects: Object.fromEntries(objects) as Baseline['objects'] };
}

describe('a baseline', () => {
  it('is none before the first, and read as it was saved, for its cluster only', async () => {
    const table = openSqliteTable(':memory:');
    expect(await readBaseline(table, 'blue')).toBeNull();
    const saved = baselineOf(250, '2026-03-02T07:00:00.000Z');
    await saveBaseline(table, 'blue', saved);
    expect(await readBaseline(table, 'blue')).toEqual(saved);
    expect(await readBaseline(table, 'green')).toBeNull();
  });

  it('takes the place of the one before and leaves nothing of it', async () => {
    const table = openSqliteTable(':memory:');
    await saveBaseline(table, 'blue', baselineOf(250, '2026-03-02T07:00:00.000Z'));
    const next = baselineOf(2, '2026-03-09T07:00:00.000Z');
    await saveBaseline(table, 'blue', next);
    expect(await readBaseline(table, 'blue')).toEqual(next);
    expect((await table.query({ partition: baselinePartition('blue') })).items).toHaveLength(3);
  });

  it('stands while the next is being written', async () => {
    const table = openSqliteTable(':memory:');
    const first = baselineOf(2, '2026-03-02T07:00:00.000Z');
    await saveBaseline(table, 'blue', first);
    const dying = {
      ...table,
      transact: async (writes: Parameters<typeof table.transact>[0]) => {
        if (JSON.stringify(writes).includes('HEAD')) throw new Error('the process died');
        return table.transact(writes);
      },
    };
    await expect(saveBaseline(dying, 'blue', baselineOf(3, '2026-03-09T07:00:00.000Z'))).rejects.toThrow('died');
    expect(await readBaseline(table, 'blue')).toEqual(first);
  });

  it('is an error when a part of it is missing', async () => {
    const table = openSqliteTable(':memory:');
    await saveBaseline(table, 'blue', baselineOf(2, '2026-03-02T07:00:00.000Z'));
    const [item] = (await table.query({ partition: baselinePartition('blue'), sort: { prefix: 'OBJECT#' } })).items;
    await table.transact([{ delete: { pk: item?.pk ?? '', sk: item?.sk ?? '' } }]);
    await expect(readBaseline(table, 'blue')).rejects.toThrow('the baseline of blue has 1 of its 2 objects');
  });
});

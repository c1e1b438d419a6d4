import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Finding, RunDocument } from '#lib/runs/run-document.ts';
import { type FindingsBefore, readOpenFindings } from '#lib/store/findings.ts';
import { listRuns } from '#lib/store/runs.ts';
import { saveRun } from '#lib/store/save-run.ts';
import { openSqliteTable } from '#lib/store/sqlite-table.ts';
import type { Table, TransactResult, Write } from '#lib/store/table.ts';
import { checkOf, cluster, type DocumentParts, documentOf, findingOf, keptOf, window } from './support/documents.ts';

const idOf = (day: number) => documentOf(day).run.id;

let clock: Date;
let table: Table;
beforeEach(() => {
  clock = new Date('2026-03-20T00:00:00Z');
  table = openSqliteTable(':memory:', { now: () => clock });
});
afterEach(() => table.close());

const readBefore = (from: Table = table): Promise<FindingsBefore> => readOpenFindings(from, cluster, window);

/** The run of a day, compared with that of another (0: with none), with these findings of one check. */
function runOf(day: number, comparedDay: number, findings: readonly Finding[], parts: DocumentParts = {}): RunDocument {
  const comparedWith = comparedDay === 0 ? null : idOf(comparedDay);
  return documentOf(day, { checks: [checkOf('pods/running', findings)], run: { comparedWith }, ...parts });
}

/** All items of the table that these tests can see, as a text. */
async function contents(): Promise<string> {
  const partitions = [
    `FINDINGS#${window}.${cluster}`,
    `RUNS#${window}.${cluster}`,
    ...[1, 2, 3].map((day) => `RUN#${idOf(day)}`),
  ];
  const pages = await Promise.all(partitions.map((partition) => table.query({ partition })));
  return JSON.stringify(pages.map(({ items }) => items));
}

describe('open findings', () => {
  it('are none before the first run', async () => {
    expect(await readBefore()).toEqual({ run: null, open: [], resolved: [] });
  });

  it('are those of the run before, with what a comparison needs', async () => {
    const findings = [findingOf('f1', { runs: 4, severity: 'critical' }), findingOf('f2')];
    await saveRun(table, runOf(2, 0, findings));
    expect(await readBefore()).toEqual({
      run: idOf(2),
      open: findings.map((finding) => keptOf('pods/running', finding)),
      resolved: [],
    });
  });

  it('stay as they were when a run neither has them nor resolves them', async () => {
    await saveRun(table, runOf(2, 0, [findingOf('f1'), findingOf('f2')]));
    const unknown = checkOf('pods/running', [], { status: 'unknown', reason: 'timeout' });
    await saveRun(table, runOf(3, 2, [], { checks: [unknown, checkOf('nodes/ready', [findingOf('f3')])] }));
    const { run, open } = await readBefore();
    expect(run).toBe(idOf(3));
    expect(open).toEqual([
      keptOf('pods/running', findingOf('f1')),
      keptOf('pods/running', findingOf('f2')),
      keptOf('nodes/ready', findingOf('f3')),
    ]);
  });

  it('are closed when a run resolves them, and known as resolved for 30 days', async () => {
    const gone = keptOf('pods/running', findingOf('f1'));
    await saveRun(table, runOf(2, 0, [findingOf('f1')]));
    await saveRun(table, runOf(3, 2, [], { resolved: [gone] }));
    expect(await readBefore()).toEqual({
      run: idOf(3),
      open: [],
      resolved: [{ ...gone, resolvedAt: '2026-03-03T07:00:02.500Z' }],
    });
    clock = new Date('2026-04-02T07:00:02Z');
    expect((await readBefore()).resolved).toEqual([]);
  });

  it('are open again when they come back', async () => {
    await saveRun(table, runOf(2, 0, [findingOf('f1')]));
    await saveRun(table, runOf(3, 2, [], { resolved: [keptOf('pods/running', findingOf('f1'))] }));
    const back = findingOf('f1', { state: 'reopened', runs: 1 });
    await saveRun(table, runOf(4, 3, [back]));
    expect(await readBefore()).toEqual({ run: idOf(4), open: [keptOf('pods/running', back)], resolved: [] });
  });

  it('never expire', async () => {
    await saveRun(table, runOf(2, 0, [findingOf('f1')]));
    clock = new Date('2036-01-01T00:00:00Z');
    expect(await readBefore()).toMatchObject({ run: idOf(2), open: [{ fingerprint: 'f1' }] });
  });

  it('are kept apart by window and cluster', async () => {
    await saveRun(table, runOf(2, 0, [findingOf('f1')]));
    expect(await readOpenFindings(table, 'staging', window)).toEqual({ run: null, open: [], resolved: [] });
    expect(await readOpenFindings(table, cluster, 'daily-evening')).toEqual({ run: null, open: [], resolved: [] });
  });
});

describe('saveRun', () => {
  it('changes nothing the second time, also when newer runs have been saved', async () => {
    const first = runOf(1, 0, [findingOf('f1')]);
    await saveRun(table, first);
    const once = await contents();
    expect(await saveRun(table, first)).toBe('already-saved');
    expect(await contents()).toBe(once);

    await saveRun(table, runOf(2, 1, [], { resolved: [keptOf('pods/running', findingOf('f1'))] }));
    const twice = await contents();
    expect(await saveRun(table, first)).toBe('already-saved');
    expect(await contents()).toBe(twice);
  });

  it('leaves out a run that was compared with another than the last, so that it is compared again', async () => {
    await saveRun(table, runOf(1, 0, [findingOf('f1')]));
    await saveRun(table, runOf(3, 1, [findingOf('f3')]));
    const before = await contents();
    expect(await saveRun(table, runOf(2, 1, [findingOf('f2')]))).toBe('overtaken');
    expect(await saveRun(table, runOf(2, 0, [findingOf('f2')]))).toBe('overtaken');
    expect(await contents()).toBe(before);
    expect(await saveRun(table, runOf(2, 3, [findingOf('f2')]))).toBe('saved');
    expect((await readBefore()).run).toBe(idOf(2));
  });

  it('takes a fingerprint that is told twice once', async () => {
    const document = runOf(2, 0, [findingOf('f1'), findingOf('f1')], {
      resolved: [keptOf('pods/running', findingOf('f1'))],
    });
    expect(await saveRun(table, document)).toBe('saved');
    expect((await readBefore()).open).toEqual([keptOf('pods/running', findingOf('f1'))]);
  });
});

describe('a process that dies while it saves a large run', () => {
  const findings = Array.from({ length: 250 }, (_, index) => findingOf(`f${String(index).padStart(3, '0')}`));
  const large = runOf(2, 1, findings, { resolved: [keptOf('pods/running', findingOf('old'))] });

  /** The table as a process sees it that dies in place of its n-th transaction. */
  function dyingAt(count: number): Table {
    let left = count;
    const transact = async (writes: readonly Write[]): Promise<TransactResult> => {
      left -= 1;
      if (left === 0) throw new Error('died');
      return table.transact(writes);
    };
    return { ...table, transact };
  }

  beforeEach(async () => {
    await saveRun(table, runOf(1, 0, [findingOf('old')]));
  });

  it.each([1, 2, 3, 4])('has changed nothing that can be seen before transaction %i', async (count) => {
    await expect(saveRun(dyingAt(count), large)).rejects.toThrow('died');
    expect(await listRuns(table, { limit: 5 })).toMatchObject([{ id: idOf(1) }]);
    expect(await readBefore()).toMatchObject({ run: idOf(1), open: [{ fingerprint: 'old' }], resolved: [] });
    expect(await saveRun(table, large)).toBe('saved');
    expect((await readBefore()).open).toHaveLength(250);
  });

  it.each([5, 6, 7, 8])('has saved all before transaction %i, which the next reader finishes', async (count) => {
    await expect(saveRun(dyingAt(count), large)).rejects.toThrow('died');
    expect(await listRuns(table, { limit: 5 })).toMatchObject([{ id: idOf(2) }, { id: idOf(1) }]);
    const before = await readBefore();
    expect(before.run).toBe(idOf(2));
    expect(before.open.map(({ fingerprint }) => fingerprint)).toEqual(findings.map(({ fingerprint }) => fingerprint));
    expect(before.resolved).toMatchObject([{ fingerprint: 'old' }]);
    expect(await readBefore()).toEqual(before);
  });

  it('leaves what it could write when its document has expired before anyone came', async () => {
    await expect(saveRun(dyingAt(6), large)).rejects.toThrow('died');
    clock = new Date('2028-01-01T00:00:00Z');
    const before = await readBefore();
    expect(before.run).toBe(idOf(2));
    expect(before.open).toHaveLength(98); // the first of three transactions, with the one that was resolved
  });

  it('takes eight transactions when it does not die', async () => {
    expect(await saveRun(dyingAt(9), large)).toBe('saved');
    await expect(saveRun(dyingAt(1), large)).rejects.toThrow('died');
  });

  it('does not bring back what a newer run has resolved', async () => {
    const arrived = Promise.withResolvers<void>();
    const paused = Promise.withResolvers<void>();
    let count = 0;
    const transact = async (writes: readonly Write[]): Promise<TransactResult> => {
      count += 1;
      if (count === 6) arrived.resolve();
      if (count === 6) await paused.promise;
      return table.transact(writes);
    };
    const saving = saveRun({ ...table, transact }, large);
    const resolved = findings.map((finding) => keptOf('pods/running', finding));
    await arrived.promise;
    expect((await readBefore()).open).toHaveLength(250);
    expect(await saveRun(table, runOf(3, 2, [], { resolved }))).toBe('saved');
    paused.resolve();
    expect(await saving).toBe('saved');
    expect((await readBefore()).open).toEqual([]);
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunDocument } from '#lib/runs/run-document.ts';
import { claimRun } from '#lib/store/claim-run.ts';
import { digestOf } from '#lib/store/keys.ts';
import { listRuns, readRun } from '#lib/store/runs.ts';
import { saveRun } from '#lib/store/save-run.ts';
import { openSqliteTable } from '#lib/store/sqlite-table.ts';
import type { Table } from '#lib/store/table.ts';
import { checkOf, cluster, documentOf, findingOf, keptOf, morning } from './support/documents.ts';

let clock: Date;
let table: Table;
beforeEach(() => {
  clock = new Date('2026-03-20T00:00:00Z');
  table = openSqliteTable(':memory:', { now: () => clock });
});
afterEach(() => table.close());

describe('a run read back', () => {
  async function readBack(document: RunDocument): Promise<RunDocument> {
    expect(await saveRun(table, document)).toBe('saved');
    return readRun(table, document.run.id);
  }

  it.each<[string, RunDocument]>([
    ['without any check', { ...documentOf(2), steps: [] }],
    [
      'with checks that did not fail',
      documentOf(2, { checks: [checkOf('nodes/ready', [], { status: 'unknown', reason: '403' })] }),
    ],
    [
      'with findings in several checks',
      documentOf(2, {
        checks: [
          checkOf('a/b', [findingOf('f1'), findingOf('f2')]),
          checkOf('a/c', []),
          checkOf('a/d', [findingOf('f3')]),
        ],
      }),
    ],
    [
      'with resolved findings and measurements',
      documentOf(2, {
        resolved: [keptOf('a/b', findingOf('f'))],
        measurements: { 'backups/age': { b: null, a: 'é' } },
      }),
    ],
    [
      'with texts that no database likes',
      documentOf(2, { checks: [checkOf('a/b', [findingOf('f', { message: 'half a pair \ud83d, nul \u0000' })])] }),
    ],
  ])('is as it was, to the order of its keys: %s', async (_name, document) => {
    expect(JSON.stringify(await readBack(document))).toBe(JSON.stringify(document));
  });

  it('is whole with more findings than a transaction takes', async () => {
    const findings = Array.from({ length: 350 }, (_, index) => findingOf(`f${index}`));
    const document = documentOf(2, { checks: [checkOf('a/b', findings)] });
    expect(await readBack(document)).toEqual(document);
  });

  it('is whole with a finding larger than an item, and measurements larger than ten', async () => {
    const pods = Array.from({ length: 80_000 }, (_, index) => digestOf(String(index)));
    const also = pods.slice(0, 10_000).map((name) => ({ kind: 'Pod', namespace: 'batch', name }));
    const checks = [checkOf('a/b', [findingOf('f', { also })])];
    const document = documentOf(2, { checks, measurements: { 'pod-security/levels': pods } });
    expect(await readBack(document)).toEqual(document);
    const { items } = await table.query({ partition: `RUN#${document.run.id}` });
    expect(items.filter(({ sk }) => sk.includes('#FINDING#')).length).toBeGreaterThan(1);
    expect(items.filter(({ sk }) => sk.includes('#OUTLINE#')).length).toBeGreaterThan(10);
  });

  it('is not found under an id that is not kept', async () => {
    const id = 'daily-morning.ecommerce-production.20260309T070000Z';
    await expect(readRun(table, id)).rejects.toMatchObject({
      name: 'StoreError',
      failure: 'not-found',
      message: `no run ${id} is kept: "runbook history" lists those that are`,
    });
  });

  it('is called damaged when a piece of it is missing', async () => {
    const document = documentOf(2, { checks: [checkOf('a/b', [findingOf('f')])] });
    await saveRun(table, document);
    const pieces = (await table.query({ partition: `RUN#${document.run.id}` })).items;
    expect(pieces).toHaveLength(4);
    const finding = pieces.find(({ sk }) => sk.includes('#FINDING#'));
    await table.transact([{ delete: { pk: `RUN#${document.run.id}`, sk: String(finding?.sk) } }]);
    await expect(readRun(table, document.run.id)).rejects.toMatchObject({
      failure: 'damaged',
      message: `run ${document.run.id} has 3 of its 4 pieces: it cannot be shown`,
    });
  });

  it('is kept for 400 days, or for as long as is asked', async () => {
    await saveRun(table, documentOf(2));
    await saveRun(table, documentOf(3, { run: { comparedWith: documentOf(2).run.id } }), { runDays: 10 });
    clock = new Date('2026-03-13T07:00:02Z');
    await expect(readRun(table, documentOf(3).run.id)).rejects.toThrow('is kept');
    clock = new Date('2027-04-06T07:00:01Z');
    expect(await readRun(table, documentOf(2).run.id)).toEqual(documentOf(2));
    clock = new Date('2027-04-06T07:00:02Z');
    await expect(readRun(table, documentOf(2).run.id)).rejects.toThrow('is kept');
    expect(await listRuns(table, { limit: 10 })).toEqual([]);
  });
});

describe('listRuns', () => {
  /** Saves a run of its own window and cluster, and gives its id. */
  async function keep(day: number, window: string, onCluster: string): Promise<string> {
    const claim = await claimRun(table, { window, cluster: onCluster, scheduledAt: morning(day) }, { now: clock });
    return claim.id;
  }

  it('tells what a run found', async () => {
    const checks = [
      checkOf('a/b', [findingOf('f1', { severity: 'critical' }), findingOf('f2', { state: 'reopened' })]),
      checkOf('a/c', [findingOf('f3', { state: 'ongoing' })]),
      checkOf('a/d', [], { status: 'unknown' }),
    ];
    const document = documentOf(2, { checks, resolved: [keptOf('a/b', findingOf('f4'))] });
    await saveRun(table, document);
    const { comparedWith: _, ...run } = document.run;
    expect(await listRuns(table, { limit: 10 })).toEqual([
      { ...run, severities: { critical: 1, warning: 2, info: 0 }, appeared: 2, resolved: 1, checks: 4, unknown: 1 },
    ]);
  });

  it('gives the newest first, of all or of those asked for', async () => {
    const morning2 = await keep(2, 'daily-morning', cluster);
    const staging = await keep(4, 'daily-morning', 'staging');
    const evening = await keep(3, 'daily-evening', cluster);
    const morning5 = await keep(5, 'daily-morning', cluster);
    const idsOf = async (filter: { cluster?: string; window?: string; limit?: number }) =>
      (await listRuns(table, { limit: 10, ...filter })).map(({ id }) => id);

    expect(await idsOf({})).toEqual([morning5, staging, evening, morning2]);
    expect(await idsOf({ limit: 2 })).toEqual([morning5, staging]);
    expect(await idsOf({ cluster })).toEqual([morning5, evening, morning2]);
    expect(await idsOf({ window: 'daily-morning' })).toEqual([morning5, staging, morning2]);
    expect(await idsOf({ window: 'daily-morning', cluster })).toEqual([morning5, morning2]);
    expect(await idsOf({ window: 'daily-morning', cluster, limit: 1 })).toEqual([morning5]);
    expect(await idsOf({ window: 'weekly-security' })).toEqual([]);
  });

  it('finds a rare window behind many others', async () => {
    const rare = await keep(1, 'monthly-security', cluster);
    for (let day = 2; day <= 31; day++) for (const other of ['a', 'b', 'c', 'd']) await keep(day, other, cluster);
    expect((await listRuns(table, { window: 'monthly-security', limit: 1 })).map(({ id }) => id)).toEqual([rare]);
  });
});

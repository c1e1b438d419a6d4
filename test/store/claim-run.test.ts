import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Claim, claimRun, releaseRun } from '#lib/store/claim-run.ts';
import { readRun } from '#lib/store/runs.ts';
import { saveRun } from '#lib/store/save-run.ts';
import { openSqliteTable } from '#lib/store/sqlite-table.ts';
import type { Table } from '#lib/store/table.ts';
import { cluster, documentOf, morning, window } from './support/documents.ts';

const identity = { window, cluster, scheduledAt: morning(2) };
const id = 'daily-morning.ecommerce-production.20260302T070000Z';
const start = new Date('2026-03-02T07:00:01Z');
const holdMs = 60_000;

const nothing = { severities: { critical: 0, warning: 0, info: 0 }, appeared: 0, resolved: 0, checks: 0, unknown: 0 };
const unfinished = {
  id,
  ...identity,
  startedAt: start.toISOString(),
  judgedAt: start.toISOString(),
  finishedAt: null,
  status: 'unfinished',
  ...nothing,
};

describe('claimRun', () => {
  let clock: Date;
  let table: Table;
  beforeEach(() => {
    clock = start;
    table = openSqliteTable(':memory:', { now: () => clock });
  });
  afterEach(() => table.close());

  function claimAfter(ms: number): Promise<Claim> {
    return claimRun(table, identity, { now: new Date(start.getTime() + ms), holdMs });
  }

  it('gives a run to the first who asks', async () => {
    expect(await claimAfter(0)).toEqual({ claimed: true, id, takenOver: false });
  });

  it('tells the second how far the first has come', async () => {
    await claimAfter(0);
    expect(await claimAfter(59_999)).toEqual({ claimed: false, id, earlier: unfinished });
  });

  it('tells one who comes late that it is finished, however late', async () => {
    await claimAfter(0);
    await saveRun(table, documentOf(2));
    const claim = await claimAfter(10 * holdMs);
    expect(claim).toMatchObject({
      claimed: false,
      earlier: { status: 'failed', finishedAt: '2026-03-02T07:00:02.500Z' },
    });
  });

  it('lets a run be taken over when its holder can no longer be alive, by one only', async () => {
    await claimAfter(0);
    const claims = await Promise.all([claimAfter(60_000), claimAfter(60_000), claimAfter(60_001)]);
    expect(claims.filter(({ claimed }) => !claimed)).toHaveLength(2);
    expect(claims.find(({ claimed }) => claimed)).toEqual({ claimed: true, id, takenOver: true });
  });

  it('holds a run that was taken over for as long again', async () => {
    await claimAfter(0);
    await claimAfter(60_000);
    expect(await claimAfter(119_999)).toMatchObject({ claimed: false });
    expect(await claimAfter(120_000)).toMatchObject({ claimed: true, takenOver: true });
  });

  it('lets a run be done again at once when its holder has let go of it', async () => {
    await claimAfter(0);
    await releaseRun(table, identity, { now: start, holdMs });
    expect(await claimAfter(1)).toMatchObject({ claimed: true, takenOver: true });
  });

  it('leaves a run alone that somebody else has taken over, or finished', async () => {
    await claimAfter(0);
    await claimAfter(60_000);
    await releaseRun(table, identity, { now: start, holdMs });
    expect(await claimAfter(60_001)).toMatchObject({ claimed: false });
    await saveRun(table, documentOf(2));
    await releaseRun(table, identity, { now: new Date(start.getTime() + 60_000), holdMs });
    expect(await claimAfter(60_002)).toMatchObject({ claimed: false, earlier: { status: 'failed' } });
  });

  it('keeps other runs apart', async () => {
    await claimAfter(0);
    for (const other of [{ cluster: 'staging' }, { window: 'daily-evening' }, { scheduledAt: morning(3) }]) {
      expect(await claimRun(table, { ...identity, ...other }, { now: start })).toMatchObject({ claimed: true });
    }
  });

  it('lets only the first of two holders finish a run', async () => {
    await claimAfter(0);
    await claimAfter(60_000);
    const second = documentOf(2, { measurements: { from: 'the second' } });
    expect(await saveRun(table, second)).toBe('saved');
    expect(await saveRun(table, documentOf(2, { measurements: { from: 'the first' } }))).toBe('already-saved');
    expect(await readRun(table, id)).toEqual(second);
  });

  it('says of a run without a result that it has none', async () => {
    await claimAfter(0);
    await expect(readRun(table, id)).rejects.toThrow(
      `run ${id} was started at 2026-03-02T07:00:01.000Z and has not finished: it has no result`,
    );
  });

  it('forgets a run that never finished with the others', async () => {
    await claimAfter(0);
    clock = new Date('2027-04-06T07:00:01Z');
    await expect(readRun(table, id)).rejects.toThrow(`no run ${id} is kept`);
  });
});

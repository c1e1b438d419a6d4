import { afterEach, beforeEach, expect, it } from 'vitest';
import { defineCheck } from '#lib/checks/check.ts';
import { connectCluster } from '#lib/cluster/connection.ts';
import { earlierLogReviews } from '#lib/cluster/sources/earlier-runs.ts';
import type { Window } from '#lib/runbook/window.ts';
import { lookAgain } from '#lib/runs/look-again.ts';
import { runWindow } from '#lib/runs/run-window.ts';
import { openSqliteTable } from '#lib/store/sqlite-table.ts';
import { StoreError } from '#lib/store/store-error.ts';
import type { Table } from '#lib/store/table.ts';
import { configWith } from '../support/config.ts';

const shared = { severity: 'info', remediation: [{ text: 'Look.' }] } as const;

/** Says what the run before left, and leaves the day. */
const daysFollow = defineCheck({
  ...shared,
  id: 'days/follow',
  title: 'Days follow one another',
  reads: [earlierLogReviews],
  *run({ earlierLogReviews: { isKept, runs, unreadable } }, { now }) {
    const left = runs.map(({ at, value }) => `${at.slice(0, 10)} left ${value.join()}`);
    const day = String(now.getUTCDate());
    return { examined: 1, note: JSON.stringify({ isKept, left, unreadable }), remember: { 'logs/kinds': [day] } };
  },
});
const lampsLit = defineCheck({
  ...shared,
  id: 'lamps/lit',
  title: 'Lamps are lit',
  reads: [],
  *run() {
    return 1;
  },
});
const window: Window = {
  id: 'weekly-toys',
  title: 'Toys',
  steps: [{ id: 'toys', title: 'Toys', rows: [{ command: 'look', checks: [daysFollow, lampsLit] }], actions: [] }],
};

let table: Table;
const rememberedReads: string[] = [];
beforeEach(() => {
  const kept = openSqliteTable(':memory:', { now: () => new Date('2026-03-20T00:00:00Z') });
  rememberedReads.length = 0;
  table = {
    ...kept,
    query(query) {
      if (query.partition.startsWith('REMEMBERED#')) rememberedReads.push(query.partition);
      return kept.query(query);
    },
  };
});
afterEach(() => table.close());

interface Tweak {
  readonly on?: Table | null;
  readonly isDryRun?: boolean;
  readonly only?: readonly string[];
}

async function runOn(day: number, { on = table, isDryRun = false, only = [] }: Tweak = {}) {
  const at = new Date(Date.UTC(2026, 2, day));
  const connection = connectCluster({ url: 'http://127.0.0.1:1' }); // nothing is read of it
  const order = { window, config: configWith(), connection, scheduledAt: at, clock: () => at, only };
  const ending = await runWindow(order, on && { table: on, isDryRun });
  connection.close();
  if (!ending.isDone) throw new Error('it was done before');
  const checks = ending.document.steps.flatMap((step) => step.checks);
  return new Map(checks.map(({ id, status, reason }) => [id, `${status}: ${reason ?? ''}`]));
}
const said = (isKept: boolean, left: string[], unreadable = 0) =>
  `passed: ${JSON.stringify({ isKept, left, unreadable })}`;

it('a run sees what the one before left', async () => {
  expect((await runOn(2)).get('days/follow')).toBe(said(true, []));
  expect((await runOn(3)).get('days/follow')).toBe(said(true, ['2026-03-02 left 2']));
  expect((await runOn(9)).get('days/follow')).toBe(said(true, ['2026-03-03 left 3']));
});

it('a dry run looks back, and leaves nothing', async () => {
  await runOn(2);
  expect((await runOn(3, { isDryRun: true })).get('days/follow')).toBe(said(true, ['2026-03-02 left 2']));
  expect((await runOn(4)).get('days/follow')).toBe(said(true, ['2026-03-02 left 2']));
});

it('a run without a store has nothing to look back on', async () => {
  expect((await runOn(2, { on: null })).get('days/follow')).toBe(said(false, []));
});

it('a second look at what failed sees what the runs before left', async () => {
  await runOn(2);
  const connection = connectCluster({ url: 'http://127.0.0.1:1' });
  const order = {
    window,
    checks: ['days/follow'],
    config: configWith(),
    connection,
    now: new Date(Date.UTC(2026, 2, 3)),
  };
  const reasonOf = async (on?: Table) => {
    const { steps } = await lookAgain({ ...order, ...(on && { table: on }) });
    return `passed: ${steps[0]?.checks[0]?.reason}`;
  };
  expect(await reasonOf(table)).toBe(said(true, ['2026-03-02 left 2']));
  expect(await reasonOf()).toBe(said(false, []));
  connection.close();
});

it('nothing is read where no check looks back', async () => {
  await runOn(2, { only: ['lamps/lit'] });
  expect(rememberedReads).toEqual([]);
  await runOn(3, { only: ['days/follow'] });
  expect(rememberedReads).toHaveLength(1);
});

it('a store that cannot be read makes exactly the checks unknown that look back', async () => {
  const broken: Table = {
    ...table,
    query: (query) =>
      query.partition.startsWith('REMEMBERED#')
        ? Promise.reject(new StoreError('unavailable', 'the disk failed'))
        : table.query(query),
  };
  expect([...(await runOn(2, { on: broken }))]).toEqual([
    ['days/follow', 'unknown: could not read the log review before, as kept: the disk failed'],
    ['lamps/lit', 'passed: '],
  ]);
});

it('what another version left in another form is counted, and not taken for nothing', async () => {
  await runOn(2);
  const other: Table = {
    ...table,
    async query(query) {
      const page = await table.query(query);
      if (!query.partition.startsWith('REMEMBERED#')) return page;
      return { ...page, items: page.items.map((item) => ({ ...item, text: '{"kinds":[1]}' })) };
    },
  };
  expect((await runOn(3, { on: other })).get('days/follow')).toBe(said(true, [], 1));
});

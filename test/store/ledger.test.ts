import { expect, it } from 'vitest';
import { beginLedger } from '#lib/ledger/expected-runs.ts';
import { claimRun } from '#lib/store/claim-run.ts';
import { listLedgerRuns, listRunsSince, readLedger, saveLedger } from '#lib/store/ledger.ts';
import { saveRun } from '#lib/store/save-run.ts';
import { cluster, documentOf, morning, window } from './support/documents.ts';
import { openMemoryTable } from './support/memory-table.ts';

const now = new Date(morning(2));
const state = beginLedger([{ window, schedule: '0 8 * * *', timeZone: 'Europe/Berlin' }], now);
const missed = { window, scheduledAt: morning(3), state: 'missed', lateMinutes: null } as const;

it('a ledger is kept as it was, and nobody writes over what they have not read', async () => {
  const table = openMemoryTable(now);
  expect(await readLedger(table, cluster)).toBeUndefined();
  const begin = { before: undefined, state, runs: [] };
  expect([await saveLedger(table, cluster, begin), await saveLedger(table, cluster, begin)]).toEqual([true, false]);
  const before = await readLedger(table, cluster);
  expect(before).toEqual({ version: 1, state });
  const after = { ...state, judgedUntil: morning(3), open: [missed] };
  const change = { before, state: after, runs: [missed] };
  expect([await saveLedger(table, cluster, change), await saveLedger(table, cluster, change)]).toEqual([true, false]);
  expect(await readLedger(table, cluster)).toEqual({ version: 2, state: after });
  expect(await readLedger(table, 'staging')).toBeUndefined();
});

it('what became of expected runs is listed by their time, as it stood last', async () => {
  const table = openMemoryTable(now);
  const late = { ...missed, state: 'late', lateMinutes: 47 } as const;
  const evening = { ...missed, window: 'daily-evening', scheduledAt: morning(4), state: 'failed' } as const;
  await saveLedger(table, cluster, { before: undefined, state, runs: [evening, missed] });
  const before = await readLedger(table, cluster);
  await saveLedger(table, cluster, { before, state, runs: [late] });
  expect(await listLedgerRuns(table, cluster, '')).toEqual([
    { cluster, ...late },
    { cluster, ...evening },
  ]);
  expect(await listLedgerRuns(table, cluster, morning(4))).toEqual([{ cluster, ...evening }]);
  expect(await listLedgerRuns(table, 'staging', '')).toEqual([]);
});

it('runs are listed with who is at them, and whether their time ran out', async () => {
  const table = openMemoryTable(now);
  await saveRun(table, documentOf(1));
  await saveRun(
    table,
    documentOf(2, { run: { status: 'unknown', isPartial: true, comparedWith: documentOf(1).run.id } }),
  );
  await claimRun(table, { window, cluster, scheduledAt: morning(3) }, { now: new Date(morning(3)), holdMs: 60_000 });
  const runs = await listRunsSince(table, { window, cluster, since: morning(2) });
  expect(runs).toEqual([
    { scheduledAt: morning(2), startedAt: morning(2), status: 'unknown', isPartial: true, heldUntil: null },
    {
      scheduledAt: morning(3),
      startedAt: morning(3),
      status: 'unfinished',
      heldUntil: morning(3).replace('07:00', '07:01'),
    },
  ]);
});

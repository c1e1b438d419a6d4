import { expect, it } from 'vitest';
import { sweep } from '#lib/notify/sweep.ts';
import type { RunDocument } from '#lib/runs/run-document.ts';
import { listIncidents } from '#lib/store/incidents.ts';
import { piecesPartition } from '#lib/store/keys.ts';
import { saveRun } from '#lib/store/save-run.ts';
import { openSqliteTable } from '#lib/store/sqlite-table.ts';
import { checkOf, documentOf, findingOf, morning } from '../store/support/documents.ts';
import { configWith } from '../support/config.ts';

it('a run that cannot be read holds up no other, and is not passed over in silence', async () => {
  const now = new Date(morning(3));
  const table = openSqliteTable(':memory:', { now: () => now });
  const runOf = (day: number, comparedWith: string | null): RunDocument =>
    documentOf(day, { checks: [checkOf('nodes/ready', [findingOf('f')])], run: { comparedWith } });
  const first = runOf(2, null);
  await saveRun(table, first);
  await saveRun(table, runOf(3, first.run.id));
  const { items } = await table.query({ partition: piecesPartition(first.run.id) });
  await table.transact([{ delete: items[0] ?? { pk: '', sk: '' } }]);

  const recheck = async () => ({ result: 'unknown', reason: 'none' }) as const;
  const order = { table, config: configWith(), cluster: null, notifiers: {}, recheck, now };
  await expect(sweep(order)).rejects.toThrow(/pieces: it cannot be shown/);
  const incidents = await listIncidents(table, { limit: 9, isOpen: true });
  expect(incidents).toMatchObject([
    { severity: 'warning', group: 'ecommerce-production/daily-morning/cluster-health/warning' },
  ]);
  table.close();
});

import { expect, it } from 'vitest';
import { endSilence, listKeptSilences, listSilences, markStage, saveSilence } from '#lib/store/silences.ts';
import { cluster, morning } from './support/documents.ts';
import { openMemoryTable } from './support/memory-table.ts';

const now = new Date(morning(2));
const silence = {
  id: 'SIL-1',
  cluster,
  about: 'nodes/ready',
  since: morning(1),
  until: morning(4),
  owner: 'ann',
  reason: 'nodes are replaced',
};

it('a silence is listed until its end, and kept after it for as long as people may ask', async () => {
  const table = openMemoryTable(now);
  await saveSilence(table, silence);
  expect(await listSilences(table, cluster, now)).toEqual([{ ...silence, stage: 'planned' }]);
  expect(await listSilences(table, cluster, new Date(morning(4)))).toEqual([]);
  expect(await listKeptSilences(table, cluster)).toHaveLength(1);
  expect(await listSilences(table, 'staging', now)).toEqual([]);
});

it('whoever ends a silence, or says how far it is, has seen its end', async () => {
  const table = openMemoryTable(now);
  await saveSilence(table, silence);
  const longer = { ...silence, until: morning(9) };
  expect(await endSilence(table, longer, now)).toBe(false);
  expect((await table.transact([markStage(longer, 'begun')])).committed).toBe(false);
  expect((await table.transact([markStage(silence, 'begun')])).committed).toBe(true);
  expect(await endSilence(table, silence, now)).toBe(true);
  expect(await listKeptSilences(table, cluster)).toEqual([{ ...silence, until: morning(2), stage: 'begun' }]);
});

import { expect, it } from 'vitest';
import { type Notice, readNotice, saveNotice } from '#lib/store/notices.ts';
import { listDeliveries, listDueDeliveries } from '#lib/store/outbox.ts';
import { morning } from './support/documents.ts';
import { openMemoryTable } from './support/memory-table.ts';

const now = new Date(morning(2));
const notice: Notice = {
  id: 'DIGEST-2026-03-02.shop',
  cluster: 'shop',
  kind: 'digest',
  headline: 'DAILY shop: nothing to be done',
  text: 'DAILY shop: nothing to be done\nwhole\n',
  brief: 'DAILY shop: nothing to be done\nbrief',
  at: morning(2),
};

it('a notice is kept once, with one delivery for each channel', async () => {
  const table = openMemoryTable(now);
  expect(await readNotice(table, notice.id)).toBeUndefined();
  expect(await saveNotice(table, notice, ['slack', 'email'])).toBe(true);
  expect(await saveNotice(table, { ...notice, text: 'other' }, ['slack', 'phone'])).toBe(false);
  expect(await readNotice(table, notice.id)).toEqual(notice);
  const due = await listDueDeliveries(table, now);
  expect(due).toEqual(await listDeliveries(table, notice.id));
  expect(due.map(({ channel, kind, responder }) => `${kind} to ${responder} through ${channel}`)).toEqual([
    'notice to team through email',
    'notice to team through slack',
  ]);
});

it('a notice is kept with what belongs to it, or neither is', async () => {
  const table = openMemoryTable(now);
  const other = { put: { pk: 'a', sk: 'b' }, when: { absent: true } } as const;
  await table.transact([other]);
  expect(await saveNotice(table, notice, ['slack'], [other])).toBe(false);
  expect([await readNotice(table, notice.id), await listDueDeliveries(table, now)]).toEqual([undefined, []]);
});

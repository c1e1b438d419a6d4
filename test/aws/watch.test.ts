import { expect, inject, it } from 'vitest';
import { composeMessage } from '#lib/notify/compose-notice.ts';
import type { Notifier } from '#lib/notify/notifier.ts';
import { sweep } from '#lib/notify/sweep.ts';
import { windowSchedules } from '#lib/runbook/schedules.ts';
import { openDynamodbTable } from '#lib/store/dynamodb-table.ts';
import { listLedgerRuns } from '#lib/store/ledger.ts';
import { listSilences, saveSilence } from '#lib/store/silences.ts';
import { cluster, window } from '../store/support/documents.ts';
import { configWith } from '../support/config.ts';
import { createTable, emulatorClient } from './support/create-table.ts';

const others = Object.keys(windowSchedules).filter((id) => id !== window);
const config = configWith({
  windows: Object.fromEntries(others.map((id) => [id, { enabled: false }])),
  escalation: { digest: { channels: ['slack'] }, routes: { warning: { pages: false, channels: ['slack'] } } },
});

it.each(['dynamodbLocal', 'ministack'] as const)(
  'two sweepers tell once of a window that did not run, of a silence, and of the day, on %s',
  async (emulator) => {
    const endpoint = inject(emulator);
    await createTable(endpoint, 'watch');
    let now = new Date('2026-03-02T06:00:00Z');
    const open = () => openDynamodbTable('watch', { client: emulatorClient(endpoint), now: () => now });
    const tables = [open(), open()];
    const told: string[] = [];
    const slack: Notifier = {
      async send(message) {
        told.push(composeMessage(message).headline);
        return { result: 'accepted' };
      },
    };
    const recheck = async () => ({ result: 'unknown', reason: 'no cluster is asked' }) as const;
    const sweepAt = async (time: string) => {
      now = new Date(`2026-03-02T${time}:00Z`);
      await Promise.all(tables.map((table) => sweep({ table, config, cluster, notifiers: { slack }, recheck, now })));
      return told.splice(0);
    };
    const [table] = tables;
    if (!table) throw new Error('two tables are opened');
    await sweepAt('06:00');
    const until = '2026-03-02T07:10:00.000Z';
    const silence = { id: 'SIL-1', cluster, about: 'nodes/ready', since: now.toISOString(), until };
    await saveSilence(table, { ...silence, owner: 'ann', reason: 'nodes are replaced' });
    expect(await sweepAt('06:01')).toEqual([
      'SILENCED ecommerce-production: nodes/ready, until Mon 2 Mar 2026 08:10 CET',
    ]);
    expect(await listSilences(table, cluster, now)).toMatchObject([{ stage: 'begun' }]);
    expect(await sweepAt('07:15')).toHaveLength(2);
    expect(await sweepAt('07:16')).toEqual([]);
    expect(await listLedgerRuns(table, cluster, '')).toMatchObject([{ window, state: 'missed' }]);
    expect(await sweepAt('07:30')).toEqual([
      'DAILY ecommerce-production: 1 open incident, 1 window that did not run as expected',
    ]);
    expect(await sweepAt('07:31')).toEqual([]);
    for (const one of tables) one.close();
  },
);

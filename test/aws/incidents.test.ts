import { describe, expect, inject, it } from 'vitest';
import { settleRun } from '#lib/incidents/chase.ts';
import { chasePartsOf } from '#lib/notify/incident-store.ts';
import { claimRun } from '#lib/store/claim-run.ts';
import { openDynamodbTable } from '#lib/store/dynamodb-table.ts';
import { listRuns } from '#lib/store/runs.ts';
import { saveRun } from '#lib/store/save-run.ts';
import { describeIncidents } from '../store/incidents-contract.ts';
import { checkOf, cluster, documentOf, findingOf, keptOf, window } from '../store/support/documents.ts';
import { configWith } from '../support/config.ts';
import { createTable, emulatorClient } from './support/create-table.ts';

let tables = 0;

/** An empty table; `calls` are the names of what DynamoDB was asked. */
async function openEmptyTable(endpoint: string, now: () => Date) {
  tables += 1;
  const name = `incidents-${tables}`;
  await createTable(endpoint, name);
  const calls: string[] = [];
  const note = ({ commandName }: { commandName?: string }) => void (commandName && calls.push(commandName));
  const logger = { trace: () => undefined, debug: () => undefined, info: note, warn: note, error: note };
  const table = openDynamodbTable(name, { client: { ...emulatorClient(endpoint), logger }, now });
  return { table, calls };
}

describe.each(['dynamodbLocal', 'ministack'] as const)('incidents in DynamoDB, on %s', (emulator) => {
  describeIncidents(async (now) => (await openEmptyTable(inject(emulator), now)).table);
});

const now = () => new Date('2026-03-02T08:00:00.000Z');

describe('what DynamoDB is asked', () => {
  it('to keep a run that changes 500 findings, each an item: 11 transactions, of at most 100 items', async () => {
    const { table, calls } = await openEmptyTable(inject('dynamodbLocal'), now);
    const names = Array.from({ length: 500 }, (_, index) => `finding-${index}`);
    const [open, gone] = [names.slice(0, 250), names.slice(250)];
    const checks = [
      checkOf(
        'pods/ready',
        open.map((name) => findingOf(name)),
      ),
    ];
    const document = documentOf(2, { checks, resolved: gone.map((name) => keptOf('pods/ready', findingOf(name))) });
    expect(await saveRun(table, document)).toBe('saved');
    expect(calls).toEqual(Array.from({ length: 11 }, () => 'TransactWriteItemsCommand'));
    table.close();
  });

  it('to make incidents of 500 findings: one transaction for each incident, and nothing is scanned', async () => {
    const { table, calls } = await openEmptyTable(inject('dynamodbLocal'), now);
    const findings = Array.from({ length: 500 }, (_, index) =>
      findingOf(`finding-${index}`, { severity: index % 2 === 0 ? 'critical' : 'warning' }),
    );
    const recheck = async () => ({ result: 'unknown', reason: 'nobody asks' }) as const;
    const parts = chasePartsOf({ table, config: configWith(), cluster: null, recheck });
    await settleRun(documentOf(2, { checks: [checkOf('pods/ready', findings)] }), parts, now());
    const writes = calls.filter((call) => call === 'TransactWriteItemsCommand');
    expect(writes).toHaveLength(2);
    expect(new Set(calls)).toEqual(new Set(['GetItemCommand', 'QueryCommand', 'TransactWriteItemsCommand']));
    table.close();
  });

  it('for the runs of 90 days: one query', async () => {
    const { table, calls } = await openEmptyTable(inject('dynamodbLocal'), now);
    const begin = Date.parse('2026-03-02T07:00:00.000Z') - 89 * 86_400_000;
    for (let day = 0; day < 90; day += 1) {
      const scheduledAt = new Date(begin + day * 86_400_000);
      await claimRun(table, { window, cluster, scheduledAt: scheduledAt.toISOString() }, { now: scheduledAt });
    }
    calls.splice(0);
    expect(await listRuns(table, { limit: 90, window, cluster })).toHaveLength(90);
    expect(calls).toEqual(['QueryCommand']);
    table.close();
  });
});

import type { Context } from 'aws-lambda';
import { expect, it, onTestFinished, vi } from 'vitest';
import { serveSweep } from '#lib/lambda/sweep-handler.ts';
import type { TopicMessage } from '#lib/notify/sns.ts';
import { type Delivery, putDelivery } from '#lib/store/outbox.ts';
import { openSqliteTable } from '#lib/store/sqlite-table.ts';
import type { Table } from '#lib/store/table.ts';
import { makeScratchFolder } from '../support/scratch-folder.ts';
import { configText } from './function-bench.ts';

const now = new Date('2026-03-02T12:00:00Z');
const quiet = 'escalation: { digest: { enabled: false }, ledger: { enabled: false } }\n';

/** The function of two clusters, `a` and `b`, with a table that may be made to fail. */
function installSweep(wrap: (table: Table) => Table = (table) => table) {
  vi.stubEnv('POWERTOOLS_LOG_LEVEL', 'SILENT');
  const table = openSqliteTable(':memory:', { now: () => now });
  onTestFinished(() => table.close());
  const folder = makeScratchFolder();
  const files = ['a', 'b'].map((cluster) => folder.write(`${cluster}.json`, configText(cluster, quiet)));
  const published: TopicMessage[] = [];
  const sweep = serveSweep({
    variables: {
      TABLE_NAME: 'runs',
      TOPIC_ARN: 'arn:aws:sns:eu-west-1:111122223333:reports',
      CONFIG: files.join(','),
    },
    clock: () => now,
    openTable: () => wrap(table),
    openTopic: () => ({ publish: async (message) => void published.push(message) }),
    askWindow: async () => undefined,
  });
  return { table, sweep: () => sweep({}, { functionName: 'sweep', awsRequestId: '1' } as Context) };
}

const delivery: Delivery = {
  incident: 'INC-1',
  cluster: 'b',
  key: '1',
  channel: 'pagerduty',
  kind: 'page',
  level: 1,
  responder: 'On-Call Engineer',
  reason: 'nobody has acknowledged',
  episode: 1,
  intendedAt: '2026-03-02T05:59:00Z',
  state: 'intended',
  attempts: 3,
  dueAt: '2026-03-02T12:30:00Z',
  endedAt: null,
  error: 'out of order',
};

it('a sweep that leaves nothing undone says what it did of each cluster', async () => {
  const { sweep } = installSweep();
  const done = { runs: 0, incidents: 0, isClean: true };
  expect(await sweep()).toMatchObject([
    { cluster: 'a', ...done },
    { cluster: 'b', ...done },
  ]);
});

it('a sweep after which somebody is not told in time has failed, so that CloudWatch tells of it', async () => {
  const { sweep, table } = installSweep();
  await table.transact([putDelivery(delivery)]);
  await expect(sweep()).rejects.toThrow('overdue: people were not told in time of b');
});

it('what goes wrong with one cluster holds up no other, and is a failure', async () => {
  const asked: string[] = [];
  const { sweep } = installSweep((table) => ({
    ...table,
    query: (query) => {
      asked.push(query.partition);
      return query.partition === 'SILENCES#a' ? Promise.reject(new Error('out of order')) : table.query(query);
    },
  }));
  await expect(sweep()).rejects.toThrow('out of order');
  expect(asked).toContain('SILENCES#b');
});

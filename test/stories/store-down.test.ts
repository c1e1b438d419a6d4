import { expect, it } from 'vitest';
import { serveWindow } from '#lib/lambda/serve-window.ts';
import { dailyMorning } from '#lib/runbook/daily-morning.ts';
import { StoreError } from '#lib/store/store-error.ts';
import type { Table } from '#lib/store/table.ts';
import { configText, installFunction } from '../lambda/function-bench.ts';
import { startFakeProvider } from '../notify/fake-provider.ts';

/** The window's function with a table that can be taken away, and PagerDuty. */
async function install() {
  const pagerduty = await startFakeProvider();
  const bench = await installFunction();
  const { parts, table, messages, invoke } = bench;
  const delivery = `{ pagerdutyRoutingKey: "env:ROUTING_KEY", pagerdutyUrl: "${pagerduty.url}" }`;
  const sections = `channels: { pagerduty: Platform }\nescalation: { delivery: ${delivery} }\n`;
  const CONFIG = bench.folder.write('paging.json', configText('ecommerce-production', sections));
  const state = { isDown: true };
  const orDown = <T>(work: () => Promise<T>): Promise<T> =>
    state.isDown ? Promise.reject(new StoreError('unavailable', 'DynamoDB table runs: check the network')) : work();
  const fragile: Table = {
    get: (key) => orDown(() => table.get(key)),
    query: (query) => orDown(() => table.query(query)),
    transact: (writes) => orDown(() => table.transact(writes)),
    close: () => table.close(),
  };
  const variables = { ...parts.variables, CONFIG, ROUTING_KEY: 'key' };
  const handler = serveWindow(dailyMorning, { ...parts, variables, openTable: () => fragile });
  const events = () =>
    pagerduty.take().map((body) => JSON.parse(body) as { event_action: string; dedup_key: string; payload?: object });
  const published = () => messages.splice(0).map(({ form }) => [form.get('Subject'), form.get('Message')]);
  return { state, pagerduty, events, published, run: (event: object = only) => invoke(event, { handler }) };
}

const only = { only: ['nodes/ready'], scheduledAt: '2026-03-02T07:00:00Z' };
const key = 'eks-runbook/store-down/ecommerce-production/daily-morning';

it('36: the table is down: what was found is told and paged once, and kept as ever when it is back', async () => {
  const { state, events, published, run } = await install();
  await expect(run()).rejects.toThrow('DynamoDB table runs');
  expect(published()).toEqual([
    [
      'STORE DOWN, FAILED daily-morning on ecommerce-production: 1 new',
      expect.stringMatching(/^The table of the runbook cannot be used: DynamoDB table runs(.|\n)*ip-10-0-/),
    ],
  ]);
  expect(events()).toMatchObject([
    {
      event_action: 'trigger',
      dedup_key: key,
      payload: { severity: 'critical', summary: expect.stringMatching(/^STORE DOWN, CRITICAL ecommerce-production: /) },
    },
  ]);
  await expect(run()).rejects.toThrow('DynamoDB table runs');
  expect([published(), events()]).toEqual([[], []]);

  state.isDown = false;
  expect(await run()).toMatchObject({ isKept: true, isTold: true });
  expect(published().map(([subject]) => subject)).toEqual(['FAILED daily-morning on ecommerce-production: 1 new']);
  expect(events()).toMatchObject([{ event_action: 'resolve', dedup_key: key }]);
});

it('36: a page that PagerDuty could not take is sent by the next try, which tells once more', async () => {
  const { events, published, run, pagerduty } = await install();
  pagerduty.answerNext({ status: 503 });
  await expect(run()).rejects.toThrow('DynamoDB table runs');
  await expect(run()).rejects.toThrow('DynamoDB table runs');
  expect([published().length, events().map(({ event_action }) => event_action)]).toEqual([2, ['trigger', 'trigger']]);
});

it('36: a dry run tells nobody that the table is down', async () => {
  const { events, published, run } = await install();
  await expect(run({ ...only, dryRun: true })).rejects.toThrow('DynamoDB table runs');
  expect([published(), events()]).toEqual([[], []]);
});

import { expect, it } from 'vitest';
import type { SimulatedTelling } from '#lib/incidents/simulate.ts';
import type { Table } from '#lib/store/table.ts';
import { openStory, type Story } from './story.ts';

const opening = (minute: number) => [
  `${minute} email: For the team: it is new.`,
  `${minute} pagerduty: trigger level 1`,
  `${minute} slack: For the team: it is new.`,
];

it('20: the same scheduled event is delivered three times, two of them at once: one run, told once', async () => {
  const story = await openStory();
  story.cluster.nodes = ['node-a'];
  const tables = [story.openTable(), story.openTable()];
  const atOnce = await Promise.all(tables.map((table) => story.run(0, 0, table)));
  const late = await story.run(1, 0);
  expect([...atOnce, late].filter(({ isDone }) => isDone)).toHaveLength(1);
  await Promise.all(tables.map((table) => story.sweep(1, table)));
  await story.sweep(2);
  expect(story.told()).toEqual(opening(1));
});

/** A table whose process dies once messages are sent, and before it can write that they were. */
function dieBeforeMarking(table: Table): Table {
  return {
    ...table,
    transact: (writes) => {
      const isMark = writes.some((write) => 'put' in write && write.put['state'] === 'accepted');
      return isMark ? Promise.reject(new Error('the process has died')) : table.transact(writes);
    },
  };
}

it('21: the process dies after messages were sent and before that is written: each channel gets one more, PagerDuty under the same key, and the audit shows the second attempt', async () => {
  const story = await openStory();
  story.cluster.nodes = ['node-a'];
  await story.run(0);
  await expect(story.sweep(0, dieBeforeMarking(story.table))).rejects.toThrow('the process has died');
  expect(story.told()).toEqual(opening(0));
  for (const minute of [5, 6, 10]) await story.sweep(minute);
  expect(story.told()).toEqual(opening(5));
  expect((await story.deliveries()).map(({ channel, attempts, state }) => [channel, attempts, state])).toEqual([
    ['email', 2, 'accepted'],
    ['slack', 2, 'accepted'],
    ['pagerduty', 2, 'accepted'],
  ]);
  const triggers = story.texts.filter((text) => text.includes('"trigger"'));
  expect(new Set(triggers.map((text) => (JSON.parse(text) as { dedup_key: string }).dedup_key)).size).toBe(1);
});

it('22: a run by hand beside the scheduled one: runs of their own, and one incident', async () => {
  const story = await openStory();
  story.cluster.nodes = ['node-a'];
  const endings = [await story.run(0), await story.run(0.5)];
  const ids = endings.map((ending) => (ending.isDone ? ending.document.run.id : ''));
  expect(new Set(ids).size).toBe(2);
  await story.sweep(1);
  expect(story.told()).toEqual(opening(1));
  expect(await story.incidents()).toHaveLength(1);
});

/** Who was told of the only incident, by which channels and when, as `simulate escalation` says it. */
async function rowsOf(story: Story) {
  const begin = story.at(0).getTime();
  return (await story.deliveries()).map(({ intendedAt, level, kind, responder, channel }) =>
    [(Date.parse(intendedAt) - begin) / 60_000, level, kind, responder, channel].join(' '),
  );
}

it('23: a dry run keeps nothing and tells nobody; a simulation says exactly what scenario 1 then does', async () => {
  const story = await openStory();
  await story.type(0, 'run', 'daily-morning', '--only', 'nodes/ready', '--snapshot', 'example', '--dry-run');
  await story.sweep(0);
  expect([story.told(), await story.incidents()]).toEqual([[], []]);

  const at = ['--at', story.at(0).toISOString(), '--output', 'json'];
  const { written } = await story.type(0, 'simulate', 'escalation', ...at);
  const simulated = JSON.parse(written) as (SimulatedTelling & { channels: string[] })[];
  story.cluster.nodes = ['node-a'];
  await story.run(0);
  await story.sweepUntil(930, { from: 0, everyMinutes: 5 });
  story.told();
  const rows = simulated.flatMap(({ atMinute, level, kind, responder, channels }) =>
    channels.map((channel) => [atMinute, level, kind, responder, channel].join(' ')),
  );
  expect(rows).toHaveLength(13);
  expect((await rowsOf(story)).toSorted()).toEqual(rows.toSorted());
});

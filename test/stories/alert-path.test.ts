import { expect, it } from 'vitest';
import type { Subscription } from '#lib/notify/alert-path/examine-topic.ts';
import { readAlertPath } from '#lib/store/alert-path.ts';
import { incidentPartition } from '#lib/store/keys.ts';
import { keyOf, type Table } from '#lib/store/table.ts';
import { openStory } from './story.ts';

const cluster = 'ecommerce-production';
const well: Subscription = { protocol: 'email', endpoint: 'a@example.org', isConfirmed: true, isProtected: true };

/** A story whose ways are examined: `subscriptions` by the last part of a topic's ARN. */
async function openExamined(escalation: object = {}) {
  const story = await openStory({ sections: { escalation } });
  const subscriptions: Record<string, readonly Subscription[]> = { email: [well], phone: [well] };
  story.listSubscriptions = async (arn) => subscriptions[arn.split(':').at(-1) ?? ''] ?? [];
  const lines = async () => (await readAlertPath(story.table, cluster)).lines;
  return { story, subscriptions, lines };
}

it('a way to people that leads to somebody is examined every six hours, and nobody hears of it', async () => {
  const { story, lines } = await openExamined();
  await story.sweep(0);
  await story.sweep(359);
  expect([story.providers.pagerduty.examined(), story.providers.slack.examined()]).toEqual([1, 1]);
  await story.sweep(360);
  expect([story.providers.pagerduty.examined(), story.providers.slack.examined()]).toEqual([2, 2]);
  expect(await lines()).toEqual(['alert path: 7/7']);
  expect(await story.incidents()).toEqual([]);
});

it.each([
  ['34: nobody has confirmed', [{ ...well, isConfirmed: false }], 'e-mail: not confirmed: email a@example.org'],
  [
    '34: one click ends the subscription',
    [{ ...well, isProtected: false }],
    "e-mail: one click on a mail's footer ends it: email a@example.org",
  ],
  ['nobody is subscribed', [], 'e-mail: nobody is subscribed to arn:aws:sns:eu-west-1:111122223333:email'],
] as const)('%s: the team hears of it through the other channels, and of the end too', async (_what, given, line) => {
  const { story, subscriptions, lines } = await openExamined();
  subscriptions['email'] = given;
  await story.sweep(0);
  expect(story.told()).toEqual(['0 slack: For the team: it is new.']);
  expect(await lines()).toEqual(['alert path: 6/7', line]);
  subscriptions['email'] = [well];
  await story.sweep(360);
  expect(story.told()).toEqual(['360 slack: For the team: recovered: the run found nothing of it.']);
  expect(await lines()).toEqual(['alert path: 7/7']);
});

it('a key that PagerDuty no longer takes and a webhook that is gone are told by e-mail', async () => {
  const { story, lines } = await openExamined();
  story.providers.pagerduty.answerExaminations({ status: 400, body: 'invalid key' });
  story.providers.slack.answerExaminations({ status: 404, body: 'no_service' });
  await story.sweep(0);
  expect(story.told()).toEqual(['0 email: For the team: it is new. For the team: it is new.']);
  expect((await lines()).map((line) => line.replace(/127.0.0.1:\d+/, 'HOST'))).toEqual([
    'alert path: 5/7',
    'PagerDuty: PagerDuty takes no event with this key: HOST answered 400 invalid key',
    'Slack: the webhook takes no message: HOST answered 404 no_service',
  ]);
});

it('what could not be examined is not right, and wakes nobody', async () => {
  const { story, lines } = await openExamined();
  story.providers.slack.answerExaminations({ status: 503 });
  await story.sweep(0);
  expect((await lines()).map((line) => line.replace(/127.0.0.1:\d+/, 'HOST'))).toEqual([
    'alert path: 6/7',
    'Slack: not known: HOST answered 503',
  ]);
});

it('where no way to the team is left, level 1 is paged', async () => {
  const { story, subscriptions } = await openExamined();
  subscriptions['email'] = [];
  subscriptions['phone'] = [];
  story.providers.slack.answerExaminations({ status: 410, body: 'channel_is_archived' });
  await story.sweep(0);
  const told = story.told();
  expect(new Set(told)).toEqual(new Set(['0 pagerduty: trigger level 1']));
  expect(told).toHaveLength(3);
});

/** A table that cannot write what belongs to one incident, as long as there is one. */
function breakable(table: Table, idOf: () => string | null): Table {
  return {
    get: (key) => table.get(key),
    query: (query) => table.query(query),
    close: () => table.close(),
    transact: (writes) => {
      const id = idOf();
      const isBroken = id !== null && writes.some((write) => keyOf(write).pk === incidentPartition(id));
      return isBroken ? Promise.reject(new Error('the item is broken')) : table.transact(writes);
    },
  };
}

it('47: what is six minutes overdue is tried once more; if it cannot be done people hear of it, and the heart stands still', async () => {
  const { story, lines } = await openExamined();
  story.cluster.nodes = ['node-a'];
  await story.run(0);
  await story.sweep(0);
  story.told();
  const { id } = await story.incident();
  let broken: string | null = id;
  const table = breakable(story.table, () => broken);
  const sweptAt = async () => (await readAlertPath(story.table, cluster)).sweptAt;
  await expect(story.sweep(15, table)).rejects.toThrow('the item is broken');
  await expect(story.sweep(19, table)).rejects.toThrow('the item is broken');
  expect(story.told()).toEqual([]);
  await expect(story.sweep(21, table)).rejects.toThrow('the item is broken');
  const why = `overdue by more than 5 minutes, and could not be done: ${id}`;
  expect(await lines()).toEqual(['alert path: 6/7', `the sweep: ${why}`]);
  expect(story.told()).toEqual(['21 email: For the team: it is new.', '21 slack: For the team: it is new.']);
  expect(await sweptAt()).toBe(story.at(0).toISOString());
  broken = null;
  await story.sweep(22, table);
  expect(story.told()).toEqual([
    expect.stringContaining('22 email: For the team: recovered'),
    '22 phone: Level 1, On-Call Engineer: no response by Mon 2 Mar 2026 07:15 CET.',
    expect.stringContaining('22 slack: For the team: recovered'),
  ]);
  expect(await sweptAt()).toBe(story.at(22).toISOString());
});

it('46: a message that has no end after six hours is told of, and the others are sent', async () => {
  const { story, lines } = await openExamined({ acknowledgementStopsEscalation: true });
  story.cluster.jobs = ['backup'];
  await story.run(0);
  let broken: string | null = null;
  const table = breakable(story.table, () => broken);
  story.providers.slack.answerNext({ status: 503 });
  await story.sweep(0, table);
  expect(story.told()).toEqual(['0 email: For the team: it is new.', '0 slack: For the team: it is new.']);
  const { id } = await story.incident();
  broken = id;
  await expect(story.sweep(359, table)).rejects.toThrow('the item is broken');
  expect(story.told()).toEqual([]);
  await expect(story.sweep(360, table)).rejects.toThrow('the item is broken');
  expect((await lines())[1]).toBe(`messages: neither sent nor given up after 6 hours: inform of ${id} by slack`);
  expect(story.told()).toEqual(['360 email: For the team: it is new.', '360 slack: For the team: it is new.']);
  broken = null;
  await story.sweep(361, table);
  expect(story.told()).toEqual(['361 slack: For the team: it is new.']);
  await story.sweep(362, table);
  expect(story.told().map((line) => line.slice(0, 32))).toEqual([
    '362 email: For the team: recover',
    '362 slack: For the team: recover',
  ]);
});

const monthly = { alertPath: { drillAt: '0 8 2 * *' } };

it('a drill pages level 1 through all of its channels, and ends when somebody has acknowledged it', async () => {
  const { story, lines } = await openExamined(monthly);
  await story.sweep(0);
  await story.sweepUntil(61, { from: 59 });
  expect(story.told()).toEqual([
    '60 email: Level 1, On-Call Engineer: it is new.',
    '60 pagerduty: trigger level 1',
    '60 phone: Level 1, On-Call Engineer: it is new.',
  ]);
  expect(story.texts.at(-1)).toContain('DRILL');
  const { id } = await story.incident();
  await story.type(65, 'ack', id);
  await story.sweepUntil(90, { from: 65 });
  const answered = 'resolved by runbook: the drill was acknowledged.';
  expect(story.told().toSorted()).toEqual([
    `65 email: Level 1, On-Call Engineer: ${answered}`,
    '65 pagerduty: resolve level 1',
    `65 phone: Level 1, On-Call Engineer: ${answered}`,
  ]);
  expect(await lines()).toEqual(['alert path: 7/7']);
});

it('a drill that nobody acknowledges in time is a warning to the team, and stands in the digest', async () => {
  const { story, lines } = await openExamined(monthly);
  await story.sweepUntil(75, { from: 55, everyMinutes: 5 });
  story.told();
  await story.sweep(76);
  expect(story.told()).toEqual(['76 email: For the team: it is new.', '76 slack: For the team: it is new.']);
  expect(await lines()).toEqual([
    'alert path: 7/8',
    'the drill: nobody acknowledged the drill of 2026-03-02T07:00:00.000Z within 15 minutes: On-Call Engineer was paged through pagerduty, phone, email',
  ]);
  await story.sweepUntil(300, { from: 80, everyMinutes: 20 });
  expect(story.told()).toEqual([]);
});

it('a drill whose time nobody was there for is left out', async () => {
  const { story } = await openExamined(monthly);
  await story.sweep(0);
  await story.sweep(121);
  expect(await story.incidents()).toEqual([]);
});

import { expect, it } from 'vitest';
import { listDeliveries } from '#lib/store/outbox.ts';
import { openStory, type Story } from './story.ts';

/** A node fails, a run sees it, and what follows is told. */
async function fail(story: Story, minute: number, ...nodes: string[]) {
  story.cluster.nodes = nodes;
  await story.run(minute);
  await story.sweep(minute);
  return story.told();
}

async function recover(story: Story, minute: number) {
  story.cluster.nodes = [];
  await story.run(minute);
  await story.sweep(minute);
  return story.told();
}

const opening = [
  '0 email: For the team: it is new.',
  '0 pagerduty: trigger level 1',
  '0 slack: For the team: it is new.',
];

it('27: PagerDuty says 429 twice and then takes the page; it is waited for as long as it asks', async () => {
  const story = await openStory();
  const { pagerduty } = story.providers;
  pagerduty.answerNext({ status: 429, headers: { 'retry-after': '90' } }, { status: 429 });
  expect(await fail(story, 0, 'node-a')).toEqual(opening);
  await story.sweep(1);
  expect(story.told()).toEqual([]);
  await story.sweep(2);
  await story.sweep(3);
  await story.sweep(4);
  expect(story.told()).toEqual(['2 pagerduty: trigger level 1', '3 pagerduty: trigger level 1']);
  expect(await recover(story, 5)).toHaveLength(3);
});

it('27: PagerDuty refuses a page: it is not tried again, goes through the next channel, and the way is an incident', async () => {
  const story = await openStory();
  story.providers.pagerduty.answerNext({ status: 400, body: 'invalid event' });
  expect(await fail(story, 0, 'node-a')).toEqual(opening);
  await story.sweep(1);
  const refused = '127.0.0.1:PORT answered 400 invalid event';
  expect(story.told().map((line) => line.replace(/:\d{4,5} /, ':PORT '))).toEqual([
    '1 email: For the team: it is new.',
    `1 phone: Level 1, On-Call Engineer: the page through pagerduty did not get through: ${refused}.`,
    '1 slack: For the team: it is new.',
  ]);
  const alertPath = (await story.incidents()).find(({ window }) => window === 'alert-path');
  expect(alertPath?.findings[0]?.message).toContain('alert path, PagerDuty: a message was given up: 127.0.0.1');
  await recover(story, 2);
});

it('28: PagerDuty is down for an hour: others are told once, and it catches up with the current state', async () => {
  const story = await openStory();
  story.providers.pagerduty.answerFrom({ status: 503 });
  const told = await fail(story, 0, 'node-a');
  await story.sweepUntil(60, { from: 1 });
  const later = [...told, ...story.told()].filter((line) => !line.includes('pagerduty:'));
  expect(later.map((line) => line.replace(/ by \w{3} .*| did not get through.*/, ' ...'))).toEqual([
    '0 email: For the team: it is new.',
    '0 slack: For the team: it is new.',
    '5 phone: Level 1, On-Call Engineer: the page through pagerduty ...',
    '15 email: Level 1, On-Call Engineer: no response ...',
    '35 phone: Level 2, Senior Engineer: the page through pagerduty ...',
    '60 email: Level 2, Senior Engineer: no response ...',
  ]);
  story.providers.pagerduty.answerFrom({ status: 202 });
  await story.sweepUntil(66, { from: 61 });
  expect(story.told().map((line) => line.slice(3))).toEqual(['pagerduty: trigger level 2']);
  expect(await recover(story, 67)).toContain('67 pagerduty: resolve level 2');
});

it('28: what is over when PagerDuty is back is not paged any more, and an alert that there may be is ended', async () => {
  const story = await openStory();
  story.providers.pagerduty.answerFrom({ status: 503 });
  await fail(story, 0, 'node-a');
  await recover(story, 2);
  story.providers.pagerduty.answerFrom({ status: 202 });
  await story.sweepUntil(20, { from: 3 });
  const kept = await listDeliveries(story.table, (await story.incidents())[0]?.id ?? '');
  expect(kept.map(({ channel, kind, state }) => `${channel} ${kind} ${state}`).toSorted()).toEqual([
    'email inform accepted',
    'email resolve accepted',
    'pagerduty page cancelled',
    'pagerduty resolve accepted',
    'slack inform accepted',
    'slack resolve accepted',
  ]);
  story.told();
});

it('29: PagerDuty hangs: the others have been told before it is given up on', async () => {
  const story = await openStory();
  const { pagerduty, slack, sns } = story.providers;
  const release = pagerduty.hang();
  story.cluster.nodes = ['node-a'];
  await story.run(0);
  const sweeping = story.sweep(0);
  await expect.poll(() => [slack.count(), sns.count()], { timeout: 5000 }).toEqual([1, 1]);
  release();
  await sweeping;
  expect(story.told()).toEqual(opening);
  await recover(story, 1);
});

it('a level is paged its own way, and its alert ends where it began, whatever is configured since', async () => {
  const contacts = [
    { id: 'primary', name: 'Platform', pagerdutyRoutingKey: 'env:OTHER_KEY' },
    { id: 'secondary', name: 'DevOps', emailTopicArn: 'arn:aws:sns:eu-west-1:111122223333:devops' },
    { id: 'escalation', name: 'Lead' },
    { id: 'emergency', name: 'Manager' },
  ];
  const story = await openStory({ sections: { contacts } });
  expect(await fail(story, 0, 'node-a')).toContain('0 pagerduty: trigger level 1 with the key of another');
  story.configure({});
  await story.sweepUntil(30, { from: 15, everyMinutes: 15 });
  await story.type(31, 'ack', (await story.incident()).id);
  await story.sweep(31);
  const told = story.told();
  expect(told).toContain('30 pagerduty: trigger level 2');
  expect(told.filter((line) => line.includes('pagerduty: acknowledge'))).toEqual([
    '31 pagerduty: acknowledge level 1 with the key of another',
    '31 pagerduty: acknowledge level 2',
  ]);
  const ended = (await recover(story, 40)).filter((line) => line.includes('pagerduty'));
  expect(ended).toEqual(['40 pagerduty: resolve level 1 with the key of another', '40 pagerduty: resolve level 2']);
});

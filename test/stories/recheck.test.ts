import { describe, expect, it } from 'vitest';
import { openStory, type Story } from './story.ts';

const informed = (minute: number, why: string) => [
  `${minute} email: For the team: ${why}.`,
  `${minute} slack: For the team: ${why}.`,
];
/** What is told when level 1 is paged. */
const opening = (minute: number, why = 'it is new') =>
  [...informed(minute, why), `${minute} pagerduty: trigger level 1`].toSorted();
/** What is told when only level 1 has been paged, and it is over. */
const ending = (minute: number, why: string) =>
  [...informed(minute, why), `${minute} pagerduty: resolve level 1`].toSorted();

/** Runs the window on these failing nodes, sweeps, and gives what was told. */
async function see(story: Story, minute: number, ...nodes: string[]): Promise<string[]> {
  story.cluster.nodes = nodes;
  await story.run(minute);
  await story.sweep(minute);
  return story.told();
}

it('13: the check passes right before a page: resolved by itself, no page; PagerDuty’s alert ends under its key', async () => {
  const story = await openStory();
  expect(await see(story, 0, 'node-a')).toEqual(opening(0));
  story.cluster.nodes = [];
  await story.sweepUntil(60, { from: 30 });
  expect(story.told()).toEqual(ending(30, 'recovered by itself: its checks passed when they were run again'));
  const events = story.texts.filter((text) => text.includes('dedup_key'));
  const keys = events.map((text) => JSON.parse(text) as { dedup_key: string; routing_key: string });
  expect(new Set(keys.map(({ dedup_key, routing_key }) => `${dedup_key} ${routing_key}`)).size).toBe(1);
});

it('14: the check cannot be run again: unknown is no recovery, and the page says that it could not be re-checked', async () => {
  const story = await openStory();
  await see(story, 0, 'node-a');
  story.cluster.unreadable = 'connection refused';
  await story.sweep(30);
  expect(story.told()).toEqual(['30 pagerduty: trigger level 2']);
  expect(story.texts.at(-1)).toContain('could not re-check: could not read nodes: connection refused');
});

describe('15: what fails, passes and fails again', () => {
  it('within 24 hours is the same incident, told once in each channel, and then needs one more run to be over', async () => {
    const story = await openStory();
    await see(story, 0, 'node-a');
    await see(story, 10);
    expect(await see(story, 13, 'node-a')).toEqual(opening(13, 'it came back'));
    expect([await see(story, 16), await see(story, 19, 'node-a')]).toEqual([[], []]);
    expect((await story.timeline()).slice(-2)).toEqual([
      'a run found nothing of it: 1 of 2 that are needed',
      'it is there again after 1 run without it',
    ]);
    expect([await see(story, 22), await see(story, 25)]).toEqual([
      [],
      ending(25, 'recovered: 2 runs in a row found nothing of it'),
    ]);
    expect(await see(story, 30, 'node-a')).toEqual(opening(30, 'it is flapping: it came back 2 times'));
    expect(await story.incident()).toMatchObject({ episode: 3, openedAt: story.at(0).toISOString() });
  });

  it('later is a new incident, under a new key in PagerDuty', async () => {
    const story = await openStory();
    await see(story, 0, 'node-a');
    await see(story, 10);
    expect(await see(story, 10 + 24 * 60 + 1, 'node-a')).toEqual(opening(1451));
    const keys = story.texts
      .filter((text) => text.includes('"trigger"'))
      .map((text) => (JSON.parse(text) as { dedup_key: string }).dedup_key);
    expect(new Set(keys).size).toBe(2);
    expect(await story.incidents()).toHaveLength(2);
  });
});

describe('16: a check that is to be run again after 90 seconds', () => {
  const sections = { checks: { 'nodes/ready': { recheckSeconds: 90 } } };

  it('and then passes: nobody is told anything', async () => {
    const story = await openStory({ sections });
    expect(await see(story, 0, 'node-a')).toEqual([]);
    story.cluster.nodes = [];
    await story.sweepUntil(60, { from: 1 });
    expect(await story.incident()).toMatchObject({ announcedAt: null, resolvedAt: story.at(2).toISOString() });
    expect(await story.timeline()).toEqual([
      'opened: Node node-a is not well',
      'its checks are run again at 2026-03-02T06:01:30.000Z: nobody is told before',
      'recovered by itself: its checks passed when they were run again',
    ]);
  });

  it('and fails again: people are told then, and its clocks start then; so does who comes back', async () => {
    const story = await openStory({ sections });
    await see(story, 0, 'node-a');
    await story.sweepUntil(16, { from: 1 });
    expect(story.told()).toEqual(opening(2));
    expect(await story.incident()).toMatchObject({ responseDueAt: story.at(17).toISOString() });
    expect(await see(story, 16)).toHaveLength(3);
    expect(await see(story, 20, 'node-a')).toEqual([]);
    await story.sweep(22);
    expect(story.told()).toEqual(opening(22, 'it came back'));
  });

  it('and cannot be: people are told, and why', async () => {
    const story = await openStory({ sections });
    await see(story, 0, 'node-a');
    story.cluster.unreadable = 'timeout';
    await story.sweep(2);
    expect(story.told()).toEqual(opening(2, 'it is new (could not re-check: could not read nodes: timeout)'));
  });

  it('beside one that is not: people are told at once', async () => {
    const story = await openStory({ sections });
    story.cluster.pods = ['pod-a'];
    expect(await see(story, 0, 'node-a')).toEqual(opening(0));
  });
});

it('17: a check whose findings count from the second run on: the first tells nobody, the second does', async () => {
  const story = await openStory({ sections: { checks: { 'nodes/ready': { openAfterRuns: 2 } } } });
  expect([await see(story, 0, 'node-a'), await see(story, 10), await see(story, 20, 'node-a')]).toEqual([[], [], []]);
  expect(await see(story, 30, 'node-a')).toEqual(opening(30));
});

it('18: an incident of which nobody was told resolves without a word', async () => {
  const story = await openStory();
  await story.type(
    0,
    'silence',
    'nodes/ready',
    '--until',
    story.at(60).toISOString(),
    '--reason',
    'nodes are replaced',
  );
  expect([await see(story, 1, 'node-a'), await see(story, 10)]).toEqual([[], []]);
  await story.sweep(61);
  expect(await story.incident()).toMatchObject({ announcedAt: null, resolvedAt: story.at(10).toISOString() });
});

it('19: a cluster that cannot be reached is one incident, told once in each channel; what still fails is told when it is over', async () => {
  const story = await openStory();
  story.cluster.unreadable = 'connection refused';
  expect(await see(story, 0, 'node-a')).toEqual(opening(0));
  expect(await see(story, 5, 'node-a')).toEqual([]);
  const { findings } = await story.incident();
  expect(findings[0]?.message).toBe(
    'cluster ecommerce-production cannot be reached, 3 checks could not look: could not read nodes: connection refused',
  );
  story.cluster.unreadable = null;
  expect(await see(story, 10, 'node-a')).toEqual(
    [
      // one message for a topic
      '10 email: For the team: recovered: the run found nothing of it. For the team: it is new.',
      ...opening(10).slice(1),
      ...ending(10, 'recovered: the run found nothing of it').slice(1),
    ].toSorted(),
  );
  expect(
    (await story.incidents()).map(({ group, resolvedAt }) => [group.split('/').at(-1), resolvedAt === null]),
  ).toEqual([
    ['critical', true],
    ['reachable', false],
  ]);
});

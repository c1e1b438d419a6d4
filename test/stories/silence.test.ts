import { describe, expect, it } from 'vitest';
import { nextActionAt } from '#lib/incidents/incident.ts';
import { openStory, type Story } from './story.ts';

/** The digest of the day comes long after these stories have ended; word of silences comes at once. */
const withNotices = { sections: { escalation: { digest: { enabled: true, at: '06:00' } } } };

const both = (minute: number, text: string) => [
  `${minute} email: For the team: ${text}`,
  `${minute} slack: For the team: ${text}`,
];
const opening = (minute: number, why = 'it is new') => [
  `${minute} email: For the team: ${why}.`,
  `${minute} pagerduty: trigger level 1`,
  `${minute} slack: For the team: ${why}.`,
];

async function silence(story: Story, minute: number, about: string, from: number, until: number, reason: string) {
  const times = ['--since', story.at(from).toISOString(), '--until', story.at(until).toISOString()];
  const { exitCode, written } = await story.type(minute, 'silence', about, ...times, '--reason', reason);
  expect(exitCode, written).toBe(0);
  return written.split(' ')[0] ?? '';
}

async function openIncident() {
  const story = await openStory(withNotices);
  story.cluster.nodes = ['node-a'];
  await story.run(0);
  await story.sweep(0);
  expect(story.told()).toEqual(opening(0));
  return story;
}

describe('42: a silence', () => {
  it('keeps an incident without telling anybody; what still fails when it ends is paged once, and its clocks begin then', async () => {
    const story = await openStory(withNotices);
    story.cluster.nodes = ['node-a'];
    await silence(story, 0, 'nodes/ready', 0, 60, 'nodes are replaced');
    await story.run(1);
    await story.sweep(1);
    expect(story.told()).toEqual(both(1, 'nodes/ready on ecommerce-production: nodes are replaced (ann).'));
    await story.sweepUntil(59, { from: 2 });
    expect([story.told(), (await story.incident()).announcedAt]).toEqual([[], null]);
    await story.sweep(60);
    const ended = both(60, 'nodes/ready on ecommerce-production: nodes are replaced (ann).');
    expect(story.told()).toEqual([...opening(60), ...ended].toSorted());
    expect((await story.incident()).responseDueAt).toBe(story.at(75).toISOString());
  });

  it('lets an end pass through, to those who were told', async () => {
    const story = await openIncident();
    await silence(story, 5, 'nodes/ready', 5, 60, 'nodes are replaced');
    await story.sweep(5);
    story.told();
    story.cluster.nodes = [];
    await story.run(10);
    await story.sweep(10);
    expect(story.told()).toEqual([
      '10 email: For the team: recovered: the run found nothing of it.',
      '10 pagerduty: resolve level 1',
      '10 slack: For the team: recovered: the run found nothing of it.',
    ]);
    await story.sweep(60);
    story.told();
  });

  it('that is ended early wakes what waited for it at once', async () => {
    const story = await openStory(withNotices);
    story.cluster.nodes = ['node-a'];
    const id = await silence(story, 0, 'cluster-health', 0, 600, 'the rack moves');
    await story.run(1);
    await story.sweep(1);
    story.told();
    const { written } = await story.type(20, 'silence', 'end', id);
    expect(written).toBe(`${id} has ended; incidents that waited for it go on with the next sweep\n`);
    await story.sweep(20);
    const ended = both(20, 'cluster-health on ecommerce-production: the rack moves (ann).');
    expect(story.told()).toEqual([...opening(20), ...ended].toSorted());
    await story.sweepUntil(34, { from: 21 });
  });

  it('that is ended early while another holds leaves it silenced', async () => {
    const story = await openStory(withNotices);
    story.cluster.nodes = ['node-a'];
    const longer = await silence(story, 0, 'cluster-health', 0, 600, 'the rack moves');
    await silence(story, 1, 'all', 1, 120, 'the network is replaced');
    await story.run(2);
    await story.sweep(2);
    await story.type(20, 'silence', 'end', longer);
    await story.sweep(20);
    expect((await story.incident()).paused?.until).toBe(story.at(120).toISOString());
    expect(story.told().filter((line) => line.includes('pagerduty'))).toEqual([]);
  });

  it('wakes nobody when the check passes at its end', async () => {
    const story = await openStory(withNotices);
    story.cluster.nodes = ['node-a'];
    await silence(story, 0, 'daily-morning', 0, 60, 'nodes are replaced');
    await story.run(1);
    await story.sweep(1);
    story.told();
    story.cluster.nodes = [];
    await story.sweep(60);
    expect(story.told()).toEqual(both(60, 'daily-morning on ecommerce-production: nodes are replaced (ann).'));
  });
});

describe('43: a silence', () => {
  it.each([
    [['--reason', 'r', '--owner', 'ann'], '--until is missing: a silence has an end'],
    [['--until', '2026-03-03T00:00:00Z', '--owner', 'ann'], '--reason is missing: say why nobody is to be told'],
    [
      ['--until', '2026-03-01T00:00:00Z', '--reason', 'r'],
      '--until 2026-03-01T00:00:00Z: it would end before it begins',
    ],
  ])('is refused with %j', async (options, message) => {
    const story = await openStory();
    expect(await story.type(0, 'silence', 'all', ...options)).toEqual({
      exitCode: 64,
      written: `runbook: ${message}\n`,
    });
  });

  it('is refused when nobody answers for it', async () => {
    const story = await openStory();
    story.env.USER = '';
    const refused = await story.type(0, 'silence', 'all', '--until', '2026-03-03T00:00:00Z', '--reason', 'r');
    expect(refused).toEqual({
      exitCode: 64,
      written: 'runbook: who are you? give --by NAME: it stands in the timeline\n',
    });
  });

  it('is told of when it begins, 24 hours before it ends, and when it has ended: each once', async () => {
    const story = await openStory({ sections: { escalation: { digest: { enabled: true, channels: ['slack'] } } } });
    const day = 24 * 60;
    await story.sweep(0);
    await silence(story, 1, 'all', 10, 3 * day, 'the platform moves');
    const told: string[] = [];
    for (let minute = 2; minute <= 4 * day; minute += 5) {
      await story.sweep(minute);
      told.push(...story.told().filter((line) => line.includes('moves')));
    }
    const text = 'slack: For the team: everything on ecommerce-production: the platform moves (ann).';
    expect(told).toEqual([`12 ${text}`, `${2 * day + 2} ${text}`, `${3 * day + 2} ${text}`]);
    const heads = story.texts.map((body) => (JSON.parse(body) as { text: string }).text.split('\n')[0] ?? '');
    const until = 'until Thu 5 Mar 2026 07:00 CET';
    expect(heads.filter((head) => !head.includes('DAILY'))).toEqual([
      `*SILENCED ecommerce-production: everything, ${until}*`,
      `*STILL SILENCED ecommerce-production: everything, ${until}*`,
      '*NOT SILENCED ANY MORE ecommerce-production: everything*',
    ]);
  });

  it('of which nobody wants to hear is kept all the same', async () => {
    const story = await openStory();
    story.cluster.nodes = ['node-a'];
    await silence(story, 0, 'all', 0, 60, 'the platform moves');
    await story.run(1);
    await story.sweepUntil(30, { from: 1 });
    expect((await story.incident()).paused).not.toBeNull();
  });

  it('that is called off before it begins says so', async () => {
    const story = await openStory(withNotices);
    const id = await silence(story, 0, 'all', 100, 200, 'the platform moves');
    await story.sweep(1);
    expect(story.told()).toEqual([]);
    await story.type(5, 'silence', 'end', id);
    await story.sweep(6);
    expect(story.told()).toEqual(both(6, 'everything on ecommerce-production: the platform moves (ann).'));
    expect(decodeURIComponent(story.texts.at(-1) ?? '')).toContain('It was called off at Mon 2 Mar 2026 07:05 CET');
  });
});

describe('44: a maintenance', () => {
  it('that starts while level 1 is paged stops its clocks, which go on with the time that was left', async () => {
    const story = await openIncident();
    await silence(story, 3, 'all', 10, 70, 'the platform moves');
    await story.sweepUntil(69, { from: 4 });
    const told = both(10, 'everything on ecommerce-production: the platform moves (ann).');
    expect(story.told()).toEqual(told);
    await story.sweepUntil(74, { from: 70 });
    expect(story.told()).toEqual(both(70, 'everything on ecommerce-production: the platform moves (ann).'));
    const incident = await story.incident();
    expect([incident.paused, nextActionAt(incident)]).toEqual([null, story.at(75).toISOString()]);
    expect(incident.resolutionDueAt).toBe(story.at(90).toISOString());
    await story.sweepUntil(90, { from: 75 });
    expect(story.told()).toEqual([
      '75 phone: Level 1, On-Call Engineer: no response by Mon 2 Mar 2026 08:15 CET.',
      '90 pagerduty: trigger level 2',
    ]);
  });

  it('refuses to escalate by hand, and says why', async () => {
    const story = await openIncident();
    await silence(story, 3, 'all', 10, 70, 'the platform moves');
    await story.sweep(10);
    story.told();
    const { id } = await story.incident();
    const { exitCode, written } = await story.type(11, 'escalate', id);
    expect([exitCode, written]).toEqual([
      64,
      `runbook: ${id} is silenced until ${story.at(70).toISOString()}: nobody is paged before. runbook silence lists what holds, and ends it early\n`,
    ]);
    await story.sweep(11);
  });
});

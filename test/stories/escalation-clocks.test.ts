import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { openStory } from './story.ts';

const opening = (minute: number, why = 'it is new') => [
  `${minute} email: For the team: ${why}.`,
  `${minute} pagerduty: trigger level 1`,
  `${minute} slack: For the team: ${why}.`,
];
const informed = (minute: number, why: string) => [
  `${minute} email: For the team: ${why}.`,
  `${minute} slack: For the team: ${why}.`,
];

/** A story in which one node fails, and has just been told of. */
async function openIncident(...options: Parameters<typeof openStory>) {
  const story = await openStory(...options);
  story.cluster.nodes = ['node-a'];
  await story.run(0);
  await story.sweep(0);
  expect(story.told()).toEqual(opening(0));
  return story;
}

it('1: no one acts: each level is paged, once more when it does not respond, and the last one three times more', async () => {
  const story = await openIncident();
  await story.sweepUntil(460, { from: 1 });
  expect(story.told()).toEqual([
    '15 phone: Level 1, On-Call Engineer: no response by Mon 2 Mar 2026 07:15 CET.',
    '30 pagerduty: trigger level 2',
    '60 phone: Level 2, Senior Engineer: no response by Mon 2 Mar 2026 08:00 CET.',
    '90 pagerduty: trigger level 3',
    '150 phone: Level 3, Technical Lead: no response by Mon 2 Mar 2026 09:30 CET.',
    '210 pagerduty: trigger level 4',
    '330 phone: Level 4, Project Manager: no response by Mon 2 Mar 2026 12:30 CET.',
    '450 email: Level 4, Project Manager: not resolved by Mon 2 Mar 2026 14:30 CET.',
  ]);
  await story.sweepUntil(460 + 24 * 60, { from: 465, everyMinutes: 5 });
  expect(story.told()).toEqual([
    '690 pagerduty: resolve level 4',
    '690 pagerduty: trigger level 4',
    '930 phone: Level 4, Project Manager: not resolved by Mon 2 Mar 2026 22:30 CET.',
  ]);
  expect((await story.timeline()).at(-1)).toBe('not resolved by 2026-03-03T01:30:00.000Z; nobody is left to page');
});

it.each([
  [false, ['30 pagerduty: trigger level 2']],
  [true, []],
])(
  '2: acknowledged at 14:59: level 1 is not paged again; level 2 is all the same, unless the policy says otherwise (%j)',
  async (acknowledgementStopsEscalation, told) => {
    const story = await openIncident({ sections: { escalation: { acknowledgementStopsEscalation } } });
    await story.type(14 + 59 / 60, 'ack', (await story.incident()).id);
    await story.sweep(15);
    expect(story.told()).toEqual([
      ...informed(15, 'acknowledged by ann').slice(0, 1),
      '15 pagerduty: acknowledge level 1',
      ...informed(15, 'acknowledged by ann').slice(1),
    ]);
    await story.sweepUntil(59, { from: 16 });
    expect(story.told()).toEqual(told);
  },
);

it('3: resolved at 29:59: level 2 is not paged, and each channel that got the alert hears of the end once', async () => {
  const story = await openIncident();
  await story.sweepUntil(29, { from: 1 });
  story.told();
  await story.type(29 + 59 / 60, 'resolve', (await story.incident()).id, '--reason', 'node replaced');
  await story.sweepUntil(24 * 60, { from: 30, everyMinutes: 5 });
  const why = 'resolved by ann: node replaced';
  const [email = '', slack = ''] = informed(30, why);
  expect(story.told()).toEqual([
    email,
    '30 pagerduty: resolve level 1',
    `30 phone: Level 1, On-Call Engineer: ${why}.`,
    slack,
  ]);
});

it('4: an acknowledgement and a sweep at the same instant: one of them wins, and the other decides again', async () => {
  const story = await openIncident();
  const { id } = await story.incident();
  const recheck = story.recheck;
  story.recheck = async (incident) => {
    story.recheck = recheck;
    // the sweep has read the incident, and has not decided yet
    await story.type(15, 'ack', id);
    return recheck(incident);
  };
  await story.sweep(15);
  expect(story.told().filter((line) => line.includes('phone'))).toEqual([]);
  expect((await story.timeline()).slice(2)).toEqual([
    'acknowledged at level 1, in time, before 2026-03-02T06:15:00.000Z',
  ]);
});

it('4: and when the sweep was first, the acknowledgement comes after the page', async () => {
  const story = await openIncident();
  await story.sweep(15);
  await story.type(15, 'ack', (await story.incident()).id);
  expect(story.told()).toHaveLength(1);
  expect((await story.timeline()).at(-1)).toBe('acknowledged at level 1, after its time to respond');
  await story.sweep(16);
  expect(story.told()).toHaveLength(3);
});

it('5: two sweepers in parallel: one page for each level and channel', async () => {
  const story = await openIncident();
  const another = story.openTable();
  for (const minute of [15, 30]) await Promise.all([story.sweep(minute), story.sweep(minute, another)]);
  expect(story.told()).toEqual([
    '15 phone: Level 1, On-Call Engineer: no response by Mon 2 Mar 2026 07:15 CET.',
    '30 pagerduty: trigger level 2',
  ]);
});

it('6: no sweep from minute 10 to 200: one page, which says how late it is, to the next level: none is passed over, since a level’s clocks start when it is paged', async () => {
  const story = await openIncident();
  await story.sweep(10);
  await story.sweep(200);
  await story.sweep(201);
  expect(story.told()).toEqual(['200 pagerduty: trigger level 2']);
  expect((await story.timeline()).at(-1)).toContain('not resolved by 2026-03-02T06:30:00.000Z, delayed 170 min');
  expect(await story.incident()).toMatchObject({ responseDueAt: story.at(230).toISOString() });
});

const levels = (parse(readFileSync('runbook.yaml', 'utf8')) as { escalation: { levels: object[] } }).escalation.levels;

it('7: a policy that is edited at minute 10 is that of the next incident', async () => {
  const story = await openIncident({ sections: { escalation: { reopenWithinHours: 0 } } });
  const quicker = [{ ...levels[0], respondMinutes: 5 }, ...levels.slice(1)];
  story.configure({ escalation: { reopenWithinHours: 0, levels: quicker } });
  await story.sweepUntil(16, { from: 10 });
  expect(story.told()).toEqual(['15 phone: Level 1, On-Call Engineer: no response by Mon 2 Mar 2026 07:15 CET.']);
  await story.type(17, 'resolve', (await story.incident()).id, '--reason', 'mended');
  await story.run(20);
  await story.sweepUntil(26, { from: 20 });
  expect(story.told().filter((line) => line.includes('no response'))).toEqual([
    '25 phone: Level 1, On-Call Engineer: no response by Mon 2 Mar 2026 07:25 CET.',
  ]);
});

it('8: a level that nobody can be paged at is noted and passed over at once, and the configuration is refused', async () => {
  const [first, second, third, fourth] = levels.map((level) => ({ ...level, channels: ['pagerduty'] }));
  const sections = {
    channels: { slack: '#alerts', email: 'alerts@example.org', pagerduty: 'on call' },
    escalation: { levels: [first, second, { ...third, channels: ['phone'] }, fourth] },
  };
  const story = await openIncident({ sections });
  await story.sweepUntil(91, { from: 30 });
  expect(story.told().filter((line) => line.includes('trigger level') && !line.includes('level 1'))).toEqual([
    '30 pagerduty: trigger level 2',
    '60 pagerduty: trigger level 2',
    '90 pagerduty: trigger level 4',
  ]);
  expect(await story.timeline()).toContain('nobody to page at level 3 (Technical Lead): it has no channel');
  const { exitCode, written } = await story.type(92, 'config', 'check');
  expect([exitCode, written]).toEqual([
    64,
    expect.stringMatching(/escalation\.levels\.2\.channels\.0: channel phone has no address/),
  ]);
});

it('9: an hour more, with a reason: the next level is paged an hour later; not without a reason, nor for more than a day', async () => {
  const story = await openIncident();
  const { id } = await story.incident();
  const until = (minute: number) => ['--until', story.at(minute).toISOString()];
  expect(await story.type(20, 'extend', id, ...until(90))).toMatchObject({ exitCode: 64 });
  expect(await story.type(20, 'extend', id, ...until(1480), '--reason', 'AWS')).toMatchObject({ exitCode: 64 });
  expect(await story.type(20, 'extend', id, ...until(90), '--reason', 'AWS')).toMatchObject({ exitCode: 0 });
  await story.sweep(20);
  expect(story.told()).toEqual([
    '20 email: For the team: ann takes until Mon 2 Mar 2026 08:30 CET: AWS.',
    '20 pagerduty: acknowledge level 1',
    '20 slack: For the team: ann takes until Mon 2 Mar 2026 08:30 CET: AWS.',
  ]);
  await story.sweepUntil(90, { from: 21 });
  expect(story.told()).toEqual(['90 pagerduty: trigger level 2']);
});

it('10: the link of level 1 is pressed after level 2 was paged: it is noted once, the page says so, and no clock changes', async () => {
  const story = await openIncident();
  const [link = ''] = /https:\/\/ack\.example\.org[^\s"\\]*/.exec(story.texts.join('\n')) ?? [];
  await story.sweep(30);
  expect(story.told()).toEqual(['30 pagerduty: trigger level 2']);
  const before = await story.incident();
  for (const minute of [31, 32]) {
    const { statusCode, body } = await story.ask(minute, { method: 'POST', url: link });
    expect([statusCode, body]).toEqual([410, expect.stringContaining('That you are there stands in its timeline.')]);
  }
  const { level, responseDueAt, resolutionDueAt, acknowledgedAt } = await story.incident();
  expect([level, responseDueAt, resolutionDueAt, acknowledgedAt]).toEqual([
    2,
    before.responseDueAt,
    before.resolutionDueAt,
    null,
  ]);
  const late = 'acknowledged at level 1, too late: level 2 has been paged since';
  expect((await story.timeline()).filter((text) => text.startsWith('acknowledged'))).toEqual([late]);
});

it('11: escalated by hand twice within a minute: one level', async () => {
  const story = await openIncident();
  const { id } = await story.incident();
  await story.type(5, 'escalate', id);
  await story.type(5.9, 'escalate', id);
  await story.sweep(6);
  expect(story.told()).toEqual(['6 pagerduty: trigger level 2']);
  await story.type(7, 'escalate', id);
  await story.sweep(7);
  expect(story.told()).toEqual(['7 pagerduty: trigger level 3']);
});

it('12: in the night when clocks change: real minutes pass, and messages show the offset of each instant', async () => {
  const story = await openIncident({
    begin: '2026-03-08T06:50:00.000Z',
    sections: { timeZone: 'America/New_York' as never },
  });
  expect(story.texts.join('\n')).toContain('Since Sun 8 Mar 2026 01:50 GMT-5');
  await story.sweepUntil(30, { from: 1 });
  expect(story.told()).toEqual([
    '15 phone: Level 1, On-Call Engineer: no response by Sun 8 Mar 2026 03:05 GMT-4.',
    '30 pagerduty: trigger level 2',
  ]);
});

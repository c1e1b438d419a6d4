import { expect, it } from 'vitest';
import { openStory, type Story } from './story.ts';

/** 08:30 in Berlin, in minutes from the begin at 07:00 of the first day on which the cluster is watched. */
const digestAt = 90;
const day = 24 * 60;

const withDigest = (parts: object = {}) => ({
  sections: { escalation: { digest: { enabled: true, channels: ['slack'], ...parts } } },
});

/** What was said in Slack since the last call, word for word. */
function slackTexts(story: Story): string[] {
  story.told();
  return story.texts.splice(0).flatMap((body) => {
    const { text } = body.startsWith('{') ? (JSON.parse(body) as { text?: string }) : {};
    return text === undefined ? [] : [text];
  });
}

it('45: on a green day there is exactly one digest, and no other message', async () => {
  const story = await openStory(withDigest());
  for (let minute = 0; minute < day; minute += 1) {
    if (minute === 60 || minute === 7 * 60) await story.run(minute);
    await story.sweep(minute);
  }
  expect(slackTexts(story)).toEqual([
    `*DAILY ecommerce-production: nothing to be done*
For the team: the runbook is alive: swept at Mon 2 Mar 2026 08:30 CET; 1 run in 24 hours (1 without findings).
Not told before: 0 findings for information, 0 transient, 0 silenced.

Alert path: not examined yet`,
  ]);
}, 20_000);

it('there is one digest each day, however many sweep, and when the sweep was away it comes late', async () => {
  const story = await openStory(withDigest());
  await story.sweep(0);
  const other = story.openTable();
  await Promise.all([story.sweep(digestAt), story.sweep(digestAt, other)]);
  await story.sweep(digestAt + 1);
  expect(slackTexts(story)).toHaveLength(1);
  await story.sweepUntil(day + digestAt - 1, { from: day, everyMinutes: 10 });
  expect(slackTexts(story)).toEqual([]);
  await story.sweep(day + digestAt + 600);
  expect(slackTexts(story)[0]).toContain('swept at Tue 3 Mar 2026 18:30 CET; 0 runs in 24 hours.');
});

it('who begins to watch after its time waits for the next day', async () => {
  const story = await openStory({ begin: '2026-03-02T07:31:00.000Z', ...withDigest() });
  await story.sweepUntil(day - 3, { from: 0, everyMinutes: 30 });
  expect(slackTexts(story)).toEqual([]);
  await story.sweep(day - 1);
  expect(slackTexts(story)).toHaveLength(1);
});

it('goes to mail readers whole, through the outbox as every message does', async () => {
  const story = await openStory(withDigest({ channels: ['email'] }));
  await story.sweep(0);
  story.providers.sns.answerNext({ status: 500 });
  await story.sweep(digestAt);
  story.told();
  await story.sweep(digestAt + 1);
  story.told();
  await story.sweep(digestAt + 2);
  story.told();
  const form = new URLSearchParams(story.texts.at(-1));
  expect(form.get('Subject')).toBe('DAILY ecommerce-production: nothing to be done');
  const { email } = JSON.parse(form.get('Message') ?? '') as { email: string };
  expect(email).toBe(`DAILY ecommerce-production: nothing to be done
For the team: the runbook is alive: swept at Mon 2 Mar 2026 08:30 CET; 0 runs in 24 hours.
Not told before: 0 findings for information, 0 transient, 0 silenced.

Open incidents: none

Windows that did not run as expected: none

Told and not delivered: none

Silences: none

Exemptions that end: none

Alert path: not examined yet
`);
});

it('tells of open incidents with their clocks, of what did not get through, and of silences', async () => {
  const exemption = { check: 'jobs/succeeded', owner: 'ben', reason: 'it is rebuilt', until: '2026-03-05' };
  const later = { ...exemption, until: '2026-12-31' };
  const { sections } = withDigest();
  const story = await openStory({ sections: { ...sections, exemptions: [exemption, later] } });
  await story.sweep(0);
  story.cluster.nodes = ['node-a'];
  story.providers.pagerduty.answerNext({ status: 400, body: 'no' });
  await story.run(60);
  await story.sweep(60);
  await story.sweep(61);
  const until = story.at(20 * 60).toISOString();
  await story.type(62, 'silence', 'jobs/succeeded', '--until', until, '--reason', 'it is rebuilt');
  await story.sweep(62);
  slackTexts(story);
  await story.sweep(75);
  story.texts.splice(0);
  await story.sweep(digestAt);
  const digest = slackTexts(story).find((text) => text.includes('DAILY')) ?? '';
  const lines = digest.replaceAll(/(INC|SIL)-[\w-]+/g, '$1').split('\n');
  expect(lines).toEqual(
    expect.arrayContaining([
      '- critical INC, Cluster health: Node node-a is not well; level 2, Senior Engineer, not acknowledged, to be acknowledged by Mon 2 Mar 2026 09:00 CET, to be resolved by Mon 2 Mar 2026 09:30 CET',
      `- page to On-Call Engineer through pagerduty (INC): ${new URL(story.providers.pagerduty.url).host} answered 400 no`,
      '- jobs/succeeded until Tue 3 Mar 2026 03:00 CET, which is within 24 hours: it is rebuilt (ann; SIL)',
      '- jobs/succeeded, last day 2026-03-05: it is rebuilt (ben)',
    ]),
  );
  expect(lines[0]).toMatch(/open incidents?, 1 message not delivered\*$/);
  expect(digest).not.toContain('2026-12-31');
});

it('counts what nobody was told of: what recovered by itself, and what a silence hid', async () => {
  const { sections } = withDigest();
  const story = await openStory({ sections: { ...sections, checks: { 'nodes/ready': { recheckSeconds: 60 } } } });
  await story.sweep(0);
  story.cluster.nodes = ['node-a'];
  await story.run(10);
  await story.sweep(10);
  story.cluster.nodes = [];
  await story.sweep(11);
  expect(slackTexts(story)).toEqual([]);
  const until = story.at(20 * 60).toISOString();
  await story.type(20, 'silence', 'jobs/succeeded', '--until', until, '--reason', 'it is rebuilt');
  await story.sweep(20);
  story.cluster.jobs = ['backup'];
  await story.run(30);
  await story.sweep(30);
  slackTexts(story);
  await story.sweep(digestAt);
  const [digest] = slackTexts(story);
  expect(digest?.split('\n')[2]).toBe('Not told before: 0 findings for information, 1 transient, 1 silenced.');
});

it('tells of windows that did not run', async () => {
  const { escalation } = withDigest().sections;
  const story = await openStory({ sections: { escalation: { ...escalation, ledger: { enabled: true } } } });
  await story.sweep(0);
  await story.sweep(75);
  slackTexts(story);
  await story.sweep(digestAt);
  const [digest] = slackTexts(story);
  expect(digest).toContain(
    'Windows that did not run as expected:\n- daily-morning of Mon 2 Mar 2026 08:00 CET did not run\n',
  );
});

it('is sent to nobody where configuration switches it off', async () => {
  const story = await openStory(withDigest({ enabled: false }));
  await story.sweepUntil(day, { from: 0, everyMinutes: 30 });
  expect(story.told()).toEqual([]);
});

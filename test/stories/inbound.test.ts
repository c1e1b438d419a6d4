import { describe, expect, it } from 'vitest';
import { postOf, signatureOf, webhookOf } from '../lambda/acknowledge-bench.ts';
import { openStory } from './story.ts';

/** A story in which level 1 has just been paged; `key` is that of its alert in PagerDuty, `link` the one in messages. */
async function openPaged() {
  const story = await openStory();
  story.cluster.nodes = ['node-a'];
  await story.run(0);
  await story.sweep(0);
  story.told();
  const key = /"dedup_key":"([^"]+)"/.exec(story.texts.join('\n'))?.[1] ?? '';
  const link = /https:\/\/ack\.example\.org[^\s"\\]*/.exec(story.texts.join('\n'))?.[0] ?? '';
  const secret = 'signs webhooks';
  const bodyOf = (minute: number, parts: Readonly<Record<string, unknown>> = {}) =>
    webhookOf({ occurred_at: story.at(minute).toISOString(), data: { incident_key: key }, ...parts });
  const deliver = async (minute: number, body: Buffer, signature = signatureOf(body, secret)) => {
    const { statusCode, body: answer } = await story.ask(minute, postOf(body, signature));
    return [statusCode, (JSON.parse(answer) as { result: string }).result];
  };
  return { story, link, secret, bodyOf, deliver };
}

const told = (minute: number, why: string) => [
  `${minute} email: For the team: ${why}.`,
  `${minute} pagerduty: acknowledge level 1`,
  `${minute} slack: For the team: ${why}.`,
];

it('35: resolved after three levels: every level that was paged hears of it once, and the others do not', async () => {
  const { story } = await openPaged();
  await story.sweepUntil(100, { from: 1 });
  story.told();
  story.cluster.nodes = [];
  await story.run(100);
  await story.sweep(100);
  const why = 'recovered: the run found nothing of it.';
  expect(story.told()).toEqual([
    `100 email: For the team: ${why}`,
    '100 pagerduty: resolve level 1',
    '100 pagerduty: resolve level 2',
    '100 pagerduty: resolve level 3',
    `100 phone: Level 1, On-Call Engineer: ${why}`,
    `100 slack: For the team: ${why}`,
  ]);
});

describe('37: a webhook of PagerDuty', () => {
  it.each([
    ['signed', (body: Buffer, secret: string) => signatureOf(body, secret)],
    [
      'signed by the second of two secrets',
      (body: Buffer, secret: string) => `${signatureOf(body, 'older')},${signatureOf(body, secret)}`,
    ],
  ])('%s is taken, and the others are told', async (_what, sign) => {
    const { story, secret, bodyOf, deliver } = await openPaged();
    expect(await deliver(2, bodyOf(2), sign(bodyOf(2), secret))).toEqual([200, 'acknowledged']);
    await story.sweep(2);
    expect(story.told()).toEqual(told(2, 'acknowledged by Ann (PagerDuty)'));
  });

  it.each([
    ['one changed bit', (body: Buffer, secret: string) => signatureOf(Buffer.concat([body, Buffer.from(' ')]), secret)],
    ['no signature', () => ''],
    ['only another version', (body: Buffer, secret: string) => signatureOf(body, secret).replace('v1=', 'v2=')],
  ])('with %s is refused, and changes nothing', async (_what, sign) => {
    const { story, secret, bodyOf, deliver } = await openPaged();
    const before = await story.incident();
    expect(await deliver(2, bodyOf(2), sign(bodyOf(2), secret))).toEqual([401, 'the signature is not right']);
    expect(await story.incident()).toEqual(before);
  });
});

it('38: the same webhook twice, and once more 47 hours later: one acknowledgement', async () => {
  const { story, bodyOf, deliver } = await openPaged();
  const body = bodyOf(2);
  const answers = [await deliver(2, body), await deliver(3, body), await deliver(47 * 60, body)];
  expect(answers.map(([, result]) => result)).toEqual(['acknowledged', 'seen before', 'seen before']);
  expect((await story.timeline()).filter((text) => text.startsWith('acknowledged'))).toHaveLength(1);
  story.goTo(2);
  await story.sweep(2);
  story.told();
});

describe('39: an acknowledgement that is withdrawn in PagerDuty', () => {
  const withdrawn = { event_type: 'incident.unacknowledged' };

  it('starts the response clock once more, and not a third time', async () => {
    const { story, bodyOf, deliver } = await openPaged();
    await deliver(2, bodyOf(2));
    expect(await deliver(10, bodyOf(10, { ...withdrawn, id: 'event-2' }))).toEqual([200, 'unacknowledged']);
    expect(await story.incident()).toMatchObject({ acknowledgedAt: null, responseDueAt: story.at(25).toISOString() });
    await deliver(12, bodyOf(12, { id: 'event-3' }));
    await deliver(14, bodyOf(14, { ...withdrawn, id: 'event-4' }));
    expect(await story.incident()).toMatchObject({ acknowledgedAt: null, responseDueAt: null });
    expect((await story.timeline()).slice(2)).toEqual([
      'acknowledged at level 1, in time, before 2026-03-02T06:15:00.000Z',
      'the acknowledgement at level 1 was withdrawn; it has until 2026-03-02T06:25:00.000Z to respond',
      'acknowledged at level 1, in time, before 2026-03-02T06:25:00.000Z',
      'the acknowledgement at level 1 was withdrawn',
    ]);
    await story.sweepUntil(29, { from: 14 });
    const why = 'Ann (PagerDuty) has withdrawn the acknowledgement';
    expect(story.told()).toEqual(expect.arrayContaining([`14 slack: For the team: ${why}.`]));
  });

  it('is ignored when nobody did it: our own echo', async () => {
    const { story, bodyOf, deliver } = await openPaged();
    await deliver(2, bodyOf(2));
    const before = await story.incident();
    for (const agent of [null, { type: 'inbound_integration_reference' }]) {
      const id = `event-${agent?.type}`;
      expect(await deliver(3, bodyOf(3, { ...withdrawn, id, agent }))).toEqual([200, 'ignored']);
    }
    expect(await story.incident()).toEqual(before);
    await story.sweep(3);
    expect(story.told()).toEqual(told(3, 'acknowledged by Ann (PagerDuty)'));
  });
});

describe('40: a link', () => {
  it('that a bot opens ten times acknowledges nothing; pressed twice it acknowledges once', async () => {
    const { story, link } = await openPaged();
    for (let times = 0; times < 10; times += 1) await story.ask(1, { url: link });
    expect((await story.incident()).acknowledgedAt).toBeNull();
    const pages = [
      await story.ask(2, { method: 'POST', url: link }),
      await story.ask(3, { method: 'POST', url: link }),
    ];
    expect(pages.map(({ statusCode }) => statusCode)).toEqual([200, 200]);
    expect((await story.timeline()).slice(2)).toEqual([
      'acknowledged at level 1, in time, before 2026-03-02T06:15:00.000Z',
    ]);
    await story.sweep(3);
    expect(story.told()).toEqual(told(3, 'acknowledged by On-Call Engineer (by link)'));
  });

  it.each([
    ['forged', (link: string) => link.replace(/.$/, (last) => (last === '0' ? '1' : '0')), 1, 403],
    ['of another incident', (link: string) => link.replace('INC-2026', 'INC-2027'), 1, 403],
    // it says that it has expired, which only who holds a signed link can learn
    ['expired', (link: string) => link, 91, 410],
  ])('that is %s is refused alike, whatever the incident', async (_what, change, minute, status) => {
    const { story, link } = await openPaged();
    const answers = [];
    for (const method of ['GET', 'POST']) answers.push(await story.ask(minute, { method, url: change(link) }));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([status, status]);
    expect(answers[0]?.body).toBe(answers[1]?.body);
    expect((await story.incident()).acknowledgedAt).toBeNull();
  });
});

it('41: runbook ack, without a way to Slack or PagerDuty: it is kept, and PagerDuty is told once there is a way', async () => {
  const { story } = await openPaged();
  story.providers.pagerduty.answerNext({ hangUp: true });
  story.providers.slack.answerNext({ hangUp: true });
  const { exitCode } = await story.type(5, 'ack', (await story.incident()).id);
  expect([exitCode, (await story.incident()).acknowledgedAt]).toEqual([0, story.at(5).toISOString()]);
  for (const minute of [5, 10, 14]) await story.sweep(minute);
  const all = told(5, 'acknowledged by ann');
  // the first tries came and were not answered
  expect(story.told()).toEqual([...all, ...told(10, 'acknowledged by ann').slice(1)]);
});

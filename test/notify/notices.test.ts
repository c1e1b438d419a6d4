import { describe, expect, it } from 'vitest';
import { composeMessage } from '#lib/notify/compose-notice.ts';
import { digestDay } from '#lib/notify/digest.ts';
import type { NoticeTelling } from '#lib/notify/notifier.ts';
import { openPagerduty } from '#lib/notify/pagerduty.ts';
import { stageAt } from '#lib/notify/silence-stages.ts';
import { openSlackWebhook } from '#lib/notify/slack.ts';
import { openSlackTopicNotifier, openTopicNotifier } from '#lib/notify/topic-notifiers.ts';
import { minute } from '../incidents/support.ts';
import { configWith } from '../support/config.ts';
import { startFakeProvider } from './fake-provider.ts';
import { tellingOf } from './tellings.ts';
import { published, topicAt } from './topic-at.ts';

const { incident: _incident, ...telling } = tellingOf({ incident: 'DIGEST-1', kind: 'notice', key: '0001.notice' });
const notice: NoticeTelling = {
  ...telling,
  notice: {
    id: 'DIGEST-1',
    cluster: 'shop',
    kind: 'digest',
    headline: 'DAILY shop: all is <well> – so far',
    text: 'DAILY shop: all is <well> – so far\nthe whole\n',
    brief: 'DAILY shop: all is <well> – so far\nin short',
    at: minute(0).toISOString(),
  },
};

describe('a notice', () => {
  it('is in Slack what fits there', async () => {
    const slack = await startFakeProvider({ status: 200, body: 'ok' });
    expect(await openSlackWebhook(slack.url).send(notice)).toEqual({ result: 'accepted' });
    expect(JSON.parse(slack.take()[0] ?? '')).toMatchObject({
      text: '*DAILY shop: all is &lt;well&gt; – so far*\nin short',
    });
  });

  it('is whole for mail readers, and can be filtered by what it is', async () => {
    const sns = await startFakeProvider({ status: 200, body: published });
    expect(await openTopicNotifier(topicAt(sns.url)).send(notice)).toEqual({ result: 'accepted' });
    const form = new URLSearchParams(sns.take()[0]);
    expect(form.get('Subject')).toBe('DAILY shop: all is <well> ? so far');
    expect(JSON.parse(form.get('Message') ?? '')).toMatchObject({ email: notice.notice.text });
    const entries = [...form.entries()].filter(([key]) => key.startsWith('MessageAttributes'));
    expect(entries.map(([, value]) => value)).toEqual(expect.arrayContaining(['cluster', 'shop', 'kind', 'digest']));
  });

  it('is a custom notification where Amazon Q reads it', async () => {
    const sns = await startFakeProvider({ status: 200, body: published });
    await openSlackTopicNotifier(topicAt(sns.url)).send(notice);
    const message = new URLSearchParams(sns.take()[0]).get('Message');
    expect(JSON.parse(message ?? '')).toMatchObject({
      version: '1.0',
      source: 'custom',
      metadata: { threadId: 'DIGEST-1' },
    });
  });

  it('pages nobody', async () => {
    const pagerduty = await startFakeProvider();
    const sent = await openPagerduty({ routingKey: 'r', url: pagerduty.url }).send(notice);
    expect([sent.result, pagerduty.take()]).toEqual(['refused', []]);
  });

  it('has 140 ASCII characters for telephones', () => {
    const long = { ...notice, notice: { ...notice.notice, headline: 'ü'.repeat(9) + 'a'.repeat(200) } };
    expect(composeMessage(long).short).toBe(`?${'a'.repeat(139)}`);
  });
});

describe('the day of the digest', () => {
  const config = (timeZone: string, at: string) => configWith({ timeZone, escalation: { digest: { at } } });
  const since = new Date('2026-03-01T00:00:00Z');
  it.each([
    ['is none before its time', 'Europe/Berlin', '08:30', '2026-03-02T07:29:59Z', undefined],
    ['begins at its time', 'Europe/Berlin', '08:30', '2026-03-02T07:30:00Z', '2026-03-02'],
    ['ends at midnight there', 'Europe/Berlin', '08:30', '2026-03-02T22:59:59Z', '2026-03-02'],
    ['is that of the zone', 'Pacific/Auckland', '08:30', '2026-03-02T20:00:00Z', '2026-03-03'],
    [
      'begins after the hour that is skipped, when its time is in it',
      'Europe/Berlin',
      '02:30',
      '2026-03-29T01:00:00Z',
      '2026-03-29',
    ],
    ['does not begin before that hour', 'Europe/Berlin', '02:30', '2026-03-29T00:59:59Z', undefined],
  ] as const)('%s', (_name, timeZone, at, now, day) => {
    expect(digestDay(config(timeZone, at), since, new Date(now))).toBe(day);
  });

  it('is none where nobody watched at its time', () => {
    const berlin = config('Europe/Berlin', '08:30');
    const noon = new Date('2026-03-02T11:00:00Z');
    expect(digestDay(berlin, new Date('2026-03-02T07:30:00Z'), noon)).toBeUndefined();
    expect(digestDay(berlin, new Date('2026-03-02T07:29:00Z'), noon)).toBe('2026-03-02');
  });
});

describe('a silence is', () => {
  const silence = (from: number, to: number) => {
    const [since, until] = [minute(from).toISOString(), minute(to).toISOString()];
    return { id: 's', cluster: 'shop', about: null, since, until, owner: 'ann', reason: 'r' };
  };
  const day = 24 * 60;
  it.each([
    ['planned before it begins', silence(10, 60), 9, 'planned'],
    ['begun when it begins', silence(10, 60), 10, 'begun'],
    ['not about to end in all of its time, when that is a day or less', silence(0, day), day - 1, 'begun'],
    ['about to end a day before its end', silence(0, 3 * day), 2 * day, 'ending'],
    ['not about to end sooner', silence(0, 3 * day), 2 * day - 1, 'begun'],
    ['ended at its end', silence(0, 60), 60, 'ended'],
    ['ended when it was called off', silence(100, 50), 50, 'ended'],
  ] as const)('%s', (_name, one, at, stage) => {
    expect(stageAt(one, minute(at))).toBe(stage);
  });
});

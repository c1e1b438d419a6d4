import { describe, expect, it } from 'vitest';
import type { Notifier } from '#lib/notify/notifier.ts';
import { openPagerduty } from '#lib/notify/pagerduty.ts';
import { openSlackWebhook } from '#lib/notify/slack.ts';
import { openSnsTopic } from '#lib/notify/sns.ts';
import { openSlackTopicNotifier, openTopicNotifier } from '#lib/notify/topic-notifiers.ts';
import { troubleOf } from '../incidents/support.ts';
import { startFakeProvider } from './fake-provider.ts';
import { tellingOf } from './tellings.ts';

const topicAt = (endpoint: string) =>
  openSnsTopic('arn:aws:sns:eu-west-1:111122223333:reports', {
    endpoint,
    region: 'eu-west-1',
    maxAttempts: 1,
    credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
  });
const published = `<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>`;
const snsError = (code: string) =>
  `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>no</Message></Error></ErrorResponse>`;

const kinds: readonly [
  string,
  (url: string) => Notifier,
  { status: number; body: string },
  { status: number; body: string },
][] = [
  [
    'PagerDuty',
    (url) => openPagerduty({ routingKey: 'r', url }),
    { status: 202, body: '' },
    { status: 400, body: 'bad' },
  ],
  ['a Slack webhook', openSlackWebhook, { status: 200, body: 'ok' }, { status: 404, body: 'no_service' }],
  [
    'an SNS topic',
    (url) => openTopicNotifier(topicAt(url)),
    { status: 200, body: published },
    { status: 404, body: snsError('NotFound') },
  ],
  [
    'Slack behind SNS',
    (url) => openSlackTopicNotifier(topicAt(url)),
    { status: 200, body: published },
    { status: 404, body: snsError('NotFound') },
  ],
];

describe.each(kinds)('%s', (_name, openNotifier, accepts, refuses) => {
  it('accepts a message once', async () => {
    const provider = await startFakeProvider(accepts);
    expect(await openNotifier(provider.url).send(tellingOf())).toEqual({ result: 'accepted' });
    expect(provider.take()).toHaveLength(1);
  });

  it('is tried again after 503 and after a broken connection', async () => {
    const provider = await startFakeProvider(accepts);
    provider.answerNext({ status: 503 }, { hangUp: true });
    const notifier = openNotifier(provider.url);
    const results = [await notifier.send(tellingOf()), await notifier.send(tellingOf())];
    expect(results.map(({ result }) => result)).toEqual(['try-again', 'try-again']);
    expect(provider.take()).toHaveLength(2);
  });

  it('is not tried again when the message is refused', async () => {
    const provider = await startFakeProvider(refuses);
    expect(await openNotifier(provider.url).send(tellingOf())).toMatchObject({ result: 'refused' });
    expect(provider.take()).toHaveLength(1);
  });
});

/** What PagerDuty receives of a telling. */
async function eventOf(...parts: Parameters<typeof tellingOf>) {
  const provider = await startFakeProvider();
  await openPagerduty({ routingKey: 'r', url: provider.url }).send(tellingOf(...parts));
  const [body = ''] = provider.take();
  return { body, event: JSON.parse(body) as Record<string, unknown> & { payload: Record<string, unknown> } };
}

describe('an event for PagerDuty', () => {
  it('has one key for the life of its alert', async () => {
    const kinds = ['page', 'escalate', 'inform', 'resolve'];
    const events = await Promise.all(kinds.map(async (kind) => (await eventOf({ kind })).event));
    expect(events.map((event) => event['event_action'])).toEqual(['trigger', 'trigger', 'acknowledge', 'resolve']);
    expect(new Set(events.map((event) => event['dedup_key']))).toEqual(new Set(['eks-runbook/INC-1/1/1']));
  });

  it('pages the same level again by ending its alert first', async () => {
    const provider = await startFakeProvider();
    await openPagerduty({ routingKey: 'r', url: provider.url }).send(tellingOf({ kind: 'repage' }));
    const events = provider.take().map((body) => JSON.parse(body) as Record<string, unknown>);
    expect(events.map((event) => [event['event_action'], event['dedup_key']])).toEqual([
      ['resolve', 'eks-runbook/INC-1/1/1'],
      ['trigger', 'eks-runbook/INC-1/1/1'],
    ]);
  });

  it('keeps to 1024 characters and 512 KB', async () => {
    const finding = troubleOf('n').findings[0];
    if (!finding) throw new Error('one finding is made');
    const { event, body } = await eventOf({}, { findings: [{ ...finding, message: 'ü'.repeat(600_000) }] });
    expect(event.payload['summary']).toHaveLength(1024);
    expect(Buffer.byteLength(body)).toBeLessThan(512_000);
    expect(event.payload['custom_details']).toMatchObject({ incident: 'INC-1' });
  });

  it('waits as long as Retry-After says', async () => {
    const provider = await startFakeProvider({ status: 429, headers: { 'retry-after': '90' } });
    const sent = await openPagerduty({ routingKey: 'r', url: provider.url }).send(tellingOf());
    expect(sent).toMatchObject({ result: 'try-again', retryAfterMs: 90_000 });
    expect(provider.take()).toHaveLength(1);
  });
});

describe('a message through SNS', () => {
  async function publishedOf(open: (url: string) => Notifier, ...parts: Parameters<typeof tellingOf>) {
    const provider = await startFakeProvider({ status: 200, body: published });
    await open(provider.url).send(tellingOf(...parts));
    return new URLSearchParams(provider.take()[0]);
  }
  const open = (url: string) => openTopicNotifier(topicAt(url));

  it('has a text for mail readers and 140 characters for telephones', async () => {
    const sent = await publishedOf(
      open,
      {},
      troubleOf('node-with-a-very-long-name-in-a-faraway-zone.eu-west-1.compute.internal', 'b'),
    );
    const message = JSON.parse(sent.get('Message') ?? '') as Record<string, string>;
    expect(sent.get('MessageStructure')).toBe('json');
    expect(message['default']).toBe(message['email']);
    expect(message['sms']).toMatch(/^L1 CRITICAL ecommerce-production: node-with-a-very-.* runbook ack INC-1$/);
    expect(message['sms']?.length).toBeLessThanOrEqual(140);
  });

  it('has a subject of one ASCII line', async () => {
    const finding = troubleOf('n').findings[0];
    if (!finding) throw new Error('one finding is made');
    const sent = await publishedOf(open, {}, { findings: [{ ...finding, message: `a\n🔥${'b'.repeat(140)}` }] });
    expect(sent.get('Subject')).toMatch(/^[ -~]{1,99}$/);
  });

  it('can be filtered by cluster, severity and level', async () => {
    const names = [...(await publishedOf(open)).entries()]
      .filter(([key]) => key.endsWith('.Name'))
      .map(([, name]) => name);
    expect(names.toSorted()).toEqual(['cluster', 'kind', 'level', 'severity', 'window']);
  });

  it('is a custom notification where Amazon Q reads it', async () => {
    const sent = await publishedOf((url) => openSlackTopicNotifier(topicAt(url)));
    expect(JSON.parse(sent.get('Message') ?? '')).toMatchObject({
      version: '1.0',
      source: 'custom',
      content: { textType: 'client-markdown', title: 'CRITICAL ecommerce-production: node-a is not ready' },
      metadata: { threadId: 'INC-1', eventType: 'page' },
    });
  });
});

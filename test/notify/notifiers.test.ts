import { describe, expect, it } from 'vitest';
import type { Notifier } from '#lib/notify/notifier.ts';
import { openPagerduty } from '#lib/notify/pagerduty.ts';
import { openSlackWebhook } from '#lib/notify/slack.ts';
import { openSlackTopicNotifier, openTopicNotifier } from '#lib/notify/topic-notifiers.ts';
import { troubleOf } from '../incidents/support.ts';
import { startFakeProvider } from './fake-provider.ts';
import { tellingOf } from './tellings.ts';
import { published, topicAt } from './topic-at.ts';

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

  it('has a link by which it is acknowledged, and says what it is about', async () => {
    const provider = await startFakeProvider();
    const acknowledgeUrl = 'https://ack.example.org/incidents/INC-1';
    await openPagerduty({ routingKey: 'r', url: provider.url }).send({ ...tellingOf(), acknowledgeUrl });
    expect(JSON.parse(provider.take()[0] ?? '')).toMatchObject({
      links: [{ href: acknowledgeUrl, text: 'Acknowledge' }],
      payload: {
        source: 'ecommerce-production',
        component: 'nodes/ready',
        group: 'daily-morning',
        class: 'Cluster health',
      },
    });
  });

  it('30: counts whole characters: none is cut in half', async () => {
    const finding = troubleOf('n').findings[0];
    if (!finding) throw new Error('one finding is made');
    const { event } = await eventOf({}, { findings: [{ ...finding, message: '🔥'.repeat(3000) }] });
    const summary = String(event.payload['summary']);
    expect(Array.from(summary)).toHaveLength(1024);
    expect(summary.isWellFormed()).toBe(true);
  });

  it('30: keeps to 1024 characters and 512 KB', async () => {
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

  it('waits until the instant that Retry-After names, by the provider’s clock', async () => {
    const headers = { date: 'Mon, 02 Mar 2026 06:00:00 GMT', 'retry-after': 'Mon, 02 Mar 2026 06:02:00 GMT' };
    const provider = await startFakeProvider({ status: 503, headers });
    const sent = await openPagerduty({ routingKey: 'r', url: provider.url }).send(tellingOf());
    expect(sent).toMatchObject({ result: 'try-again', retryAfterMs: 120_000 });
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

  it('32: of 500 findings stays below 256 KB in all its texts together, as they are escaped', async () => {
    const findings = troubleOf(
      ...Array.from({ length: 500 }, (_, index) => `"node-${index}" ${'ü\\"'.repeat(3000)}`),
    ).findings;
    const sent = await publishedOf(open, {}, { findings, findingCount: 500 });
    const message = sent.get('Message') ?? '';
    expect(Buffer.byteLength(message)).toBeLessThan(256 * 1024);
    const texts = JSON.parse(message) as Record<string, string>;
    expect(Object.keys(texts)).toEqual(['default', 'email', 'sms', 'https']);
    expect(texts['email']).toContain('(and 499 more)');
    expect(texts['email']).toMatch(/cut here: the whole was longer than a message may be\)\n$/);
  });

  it('31: has a subject of one ASCII line', async () => {
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

  it('says several things at once: the most urgent first, and a filter for any of them lets it through', async () => {
    const provider = await startFakeProvider({ status: 200, body: published });
    const inform = tellingOf({ kind: 'inform', responder: 'team' }, { severity: 'warning', ...troubleOf('node-b') });
    await open(provider.url).sendTogether?.([inform, tellingOf()]);
    const sent = new URLSearchParams(provider.take()[0]);
    expect(sent.get('Subject')).toBe('CRITICAL ecommerce-production: node-a is not ready (1 more below)');
    const texts = JSON.parse(sent.get('Message') ?? '') as Record<string, string>;
    expect(texts['email']).toContain('WARNING ecommerce-production: node-b is not ready\n');
    expect(texts['sms']).toBe('L1 CRITICAL ecommerce-production: node-a is not ready runbook ack INC-1 +1');
    expect(JSON.parse(texts['https'] ?? '')).toMatchObject({
      content: { description: expect.stringContaining('WARNING ecommerce-production: node-b is not ready') },
    });
    expect(sent.get('MessageAttributes.entry.3.Value.DataType')).toBe('String.Array');
    expect(sent.get('MessageAttributes.entry.3.Value.StringValue')).toBe('["critical","warning"]');
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

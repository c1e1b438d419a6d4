import { describe, expect, it } from 'vitest';
import { begin, minute } from '../incidents/support.ts';
import { installAcknowledge, postOf, signatureOf, webhookOf } from './acknowledge-bench.ts';

const linkDeed = 'On-Call Engineer (by link): acknowledged at level 1, in time, before 2026-03-02T06:15:00.000Z';
const webhookDeed = 'Ann (PagerDuty): acknowledged at level 1, in time, before 2026-03-02T06:15:00.000Z';
const titleOf = (page: string) => /<strong>(.*?)<\/strong>/.exec(page)?.[1] ?? /<h1>(.*?)<\/h1>/.exec(page)?.[1];

describe('a signed link', () => {
  it.each(['GET', 'HEAD'])(
    'shows the incident for %s, as scanners of mail ask, and changes nothing',
    async (method) => {
      const { ask, link, readAll } = await installAcknowledge();
      const before = await readAll();
      const { statusCode, headers, body } = await ask({ method, url: link });
      expect([statusCode, headers['content-type'], titleOf(body)]).toEqual([
        200,
        'text/html; charset=utf-8',
        'Not acknowledged yet',
      ]);
      expect(body).toContain('node-a is not ready');
      expect(body).toContain('<form method="post"><button type="submit">Acknowledge level 1</button></form>');
      expect(await readAll()).toEqual(before);
    },
  );

  it('acknowledges by POST, once', async () => {
    const { ask, link, read, deeds, goTo } = await installAcknowledge();
    goTo(5);
    const first = await ask({ method: 'POST', url: link });
    expect([first.statusCode, titleOf(first.body)]).toEqual([200, 'Acknowledged']);
    goTo(6);
    const second = await ask({ method: 'POST', url: link });
    expect([second.statusCode, titleOf(second.body)]).toEqual([200, 'Already acknowledged']);
    expect(second.body).toContain('Since Mon 2 Mar 2026 07:05 CET.');
    expect(second.body).not.toContain('<form');
    expect([(await read()).acknowledgedAt, await deeds()]).toEqual([minute(5).toISOString(), [linkDeed]]);
  });

  it('acknowledges once when it is sent twice at the same time', async () => {
    const { ask, link, deeds } = await installAcknowledge();
    const pages = await Promise.all([1, 2].map(() => ask({ method: 'POST', url: link })));
    const titles = new Set(pages.map(({ body }) => titleOf(body)));
    expect(titles).toEqual(new Set(['Acknowledged', 'Already acknowledged']));
    expect(await deeds()).toEqual([linkDeed]);
  });

  it.each<[string, (link: string) => string, number, number, string]>([
    ['has expired', (link) => link, 90, 410, 'This link has expired'],
    ['is altered', (link) => link.replace('level=1', 'level=2'), 1, 403, 'This link is not right'],
    ['is of another incident', (link) => link.replace('INC-1', 'INC-2'), 1, 403, 'This link is not right'],
    ['has no signature', (link) => link.split('&signature')[0] ?? '', 1, 403, 'This link is not right'],
  ])('that %s says so and does nothing', async (_what, change, at, status, title) => {
    const { ask, link, readAll, goTo } = await installAcknowledge();
    const before = await readAll();
    goTo(at);
    for (const method of ['GET', 'POST']) {
      const { statusCode, body } = await ask({ method, url: change(link) });
      expect([statusCode, titleOf(body), body.includes('node-a')]).toEqual([status, title, false]);
    }
    expect(await readAll()).toEqual(before);
  });

  it('of a level that is no longer paged does nothing', async () => {
    const { ask, link, happen, read } = await installAcknowledge();
    await happen({ kind: 'escalate', by: 'ben', level: 1 });
    const { statusCode, body } = await ask({ method: 'POST', url: link });
    expect([statusCode, titleOf(body)]).toEqual([410, 'The link is of another level']);
    expect(await read()).toMatchObject({ level: 2, acknowledgedAt: null });
  });

  it('of what is resolved says so', async () => {
    const { ask, link, happen, deeds } = await installAcknowledge();
    await happen({ kind: 'resolve', by: 'ben', reason: 'replaced' });
    const { statusCode, body } = await ask({ method: 'POST', url: link });
    expect([statusCode, titleOf(body)]).toEqual([200, 'Already resolved']);
    expect(await deeds()).toEqual(['ben: resolved by ben: replaced']);
  });

  it('opens no incident of another cluster than that whose secret signed it', async () => {
    const { ask, link, deeds } = await installAcknowledge({ cluster: 'shop' });
    const { statusCode, body } = await ask({ method: 'POST', url: link });
    expect([statusCode, titleOf(body), await deeds()]).toEqual([404, 'No such incident', []]);
  });

  it('is not taken without links in the configuration, nor by another method', async () => {
    const { ask, link } = await installAcknowledge({ section: '' });
    expect(await ask({ url: link })).toMatchObject({ statusCode: 403 });
    expect(await ask({ method: 'DELETE', url: link })).toMatchObject({
      statusCode: 405,
      headers: { allow: 'GET, HEAD, POST' },
    });
    expect(await ask({ url: '/' })).toMatchObject({ statusCode: 404 });
  });

  it('fails aloud when its secret cannot be read', async () => {
    const { ask, link } = await installAcknowledge({ variables: { LINKS: '' } });
    await expect(ask({ url: link })).rejects.toThrow('there is nothing behind the secret env:LINKS');
  });
});

describe('a webhook of PagerDuty', () => {
  const resultOf = ({ statusCode, body }: { statusCode: number; body: string }) => [
    statusCode,
    (JSON.parse(body) as { result: string }).result,
  ];

  it('acknowledges for the person who did it there', async () => {
    const { ask, read, deeds, goTo } = await installAcknowledge();
    goTo(2);
    expect(resultOf(await ask(postOf(webhookOf())))).toEqual([200, 'acknowledged']);
    expect([(await read()).acknowledgedAt, await deeds()]).toEqual([minute(2).toISOString(), [webhookDeed]]);
  });

  it('resolves, whichever level’s alert it is', async () => {
    const { ask, deeds, happen } = await installAcknowledge();
    await happen({ kind: 'escalate', by: 'ben', level: 1 });
    expect(resultOf(await ask(postOf(webhookOf({ event_type: 'incident.resolved' }))))).toEqual([200, 'resolved']);
    expect((await deeds()).at(-1)).toBe('Ann (PagerDuty): resolved by Ann (PagerDuty): in PagerDuty');
  });

  it('is taken by any of several signatures', async () => {
    const body = webhookOf();
    const { ask } = await installAcknowledge();
    const both = `${signatureOf(body, 'the one before')}, ${signatureOf(body)}`;
    expect(resultOf(await ask(postOf(body, both)))).toEqual([200, 'acknowledged']);
  });

  it.each([
    ['no signature', ''],
    ['that of another secret', signatureOf(webhookOf(), 'another')],
    ['that of another body', signatureOf(webhookOf({ id: 'event-2' }))],
    ['another version', signatureOf(webhookOf()).replace('v1', 'v2')],
    ['half of it', signatureOf(webhookOf()).slice(0, 40)],
  ])('is refused with %s', async (_what, signature) => {
    const { ask, deeds } = await installAcknowledge();
    expect(resultOf(await ask(postOf(webhookOf(), signature)))).toEqual([401, 'the signature is not right']);
    expect(await deeds()).toEqual([]);
  });

  it('happens once: for two days it is known, and after them it is too old', async () => {
    const { ask, read, goTo, happen } = await installAcknowledge();
    await ask(postOf(webhookOf({ data: { incident_key: 'eks-runbook/INC-0/1/1' } })));
    for (const [at, result] of [
      [1, 'seen before'],
      [48 * 60 - 1, 'seen before'],
      [48 * 60, 'ignored'],
      [99 * 60, 'ignored'],
    ] as const) {
      goTo(at);
      expect(resultOf(await ask(postOf(webhookOf())))).toEqual([200, result]);
    }
    expect((await read()).acknowledgedAt).toBeNull();
    await happen({ kind: 'acknowledge', by: 'ben' });
    const late = { id: 'event-2', occurred_at: minute(99 * 60).toISOString() };
    expect(resultOf(await ask(postOf(webhookOf(late))))).toEqual([200, 'nothing to change']);
  });

  it.each([
    ['our own echo', { agent: { type: 'inbound_integration_reference' } }],
    ['what nobody did', { agent: null, event_type: 'incident.resolved' }],
    ['another kind of event', { event_type: 'incident.annotated' }],
    ['a test of the subscription', { event_type: 'pagey.ping', agent: null, data: { message: 'Hello' } }],
    ['an event without data', { event_type: 'service.deleted', data: null }],
    ['an alert that is not ours', { data: { incident_key: 'disk-full' } }],
    ['one that is opened', { event_type: 'incident.triggered', data: { incident_key: 'disk-full' } }],
    ['an earlier episode', { event_type: 'incident.resolved', data: { incident_key: 'eks-runbook/INC-1/0/1' } }],
    ['a level that is not paged', { data: { incident_key: 'eks-runbook/INC-1/1/2' } }],
  ])('does nothing for %s', async (_what, parts) => {
    const { ask, deeds } = await installAcknowledge();
    expect(resultOf(await ask(postOf(webhookOf(parts))))).toEqual([200, 'ignored']);
    expect(await deeds()).toEqual([]);
  });

  it('starts the emergency window when another service’s incident is told, where that is configured', async () => {
    const section =
      "escalation: { delivery: { pagerdutyWebhookSecret: 'env:WEBHOOK', pagerdutyStartsEmergency: true } }\n";
    const { ask, started } = await installAcknowledge({ section });
    const triggered = { event_type: 'incident.triggered', agent: null, data: { incident_key: 'disk-full' } };
    expect(resultOf(await ask(postOf(webhookOf(triggered))))).toEqual([200, 'emergency started']);
    expect(resultOf(await ask(postOf(webhookOf(triggered))))).toEqual([200, 'seen before']);
    const drill = { ...triggered, id: 'event-2', data: { incident_key: 'eks-runbook/drill' } };
    expect(resultOf(await ask(postOf(webhookOf(drill))))).toEqual([200, 'ignored']);
    const later = { ...triggered, id: 'event-3', event_type: 'incident.resolved' };
    expect(resultOf(await ask(postOf(webhookOf(later))))).toEqual([200, 'ignored']);
    expect(started).toEqual([`ecommerce-production ${begin.toISOString()}`]);
  });

  it('changes no incident of another cluster than that whose secret signed it', async () => {
    const { ask, deeds } = await installAcknowledge({ cluster: 'shop' });
    expect(resultOf(await ask(postOf(webhookOf({ event_type: 'incident.resolved' }))))).toEqual([200, 'ignored']);
    expect(await deeds()).toEqual([]);
  });

  it('that is signed and cannot be read is refused', async () => {
    const { ask } = await installAcknowledge();
    expect(resultOf(await ask(postOf(Buffer.from('{'))))).toEqual([400, 'not an event of PagerDuty']);
    expect(resultOf(await ask({ method: 'GET', url: '/pagerduty' }))).toEqual([405, 'only POST']);
  });
});

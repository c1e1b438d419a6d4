import { describe, expect, it } from 'vitest';
import type { Incident } from '#lib/incidents/incident.ts';
import { compose } from '#lib/notify/compose.ts';
import { type Link, openLinks, readLink, writeLink } from '#lib/notify/links.ts';
import { openNotifiers } from '#lib/notify/open-notifiers.ts';
import type { TopicMessage } from '#lib/notify/sns.ts';
import { tellingOf } from '../notify/tellings.ts';
import { configWith } from '../support/config.ts';
import { minute, openIncident } from './support.ts';

const secret = 'signs links';
const link: Link = { incident: 'INC-1', episode: 1, level: 1, action: 'acknowledge', expiresAt: 1_772_436_600 };
const expiry = new Date(link.expiresAt * 1000);

const queryOf = (changes: Readonly<Record<string, string>> = {}) => {
  const query = new URL(writeLink('https://ack.example.org', link, secret)).searchParams;
  for (const [name, value] of Object.entries(changes)) query.set(name, value);
  return query;
};

describe('a signed link', () => {
  it('says in its address what it is for', () => {
    const url = writeLink('https://ack.example.org/runbook/', link, secret);
    expect(url.replace(/[0-9a-f]{64}$/, '…')).toBe(
      'https://ack.example.org/runbook/incidents/INC-1?episode=1&level=1&action=acknowledge&expires=1772436600&signature=…',
    );
  });

  it('is read back until it expires', () => {
    const justBefore = new Date(expiry.getTime() - 1);
    expect(readLink('INC-1', queryOf(), secret, justBefore)).toEqual({ state: 'valid', link });
    expect(readLink('INC-1', queryOf(), secret, expiry)).toEqual({ state: 'expired' });
  });

  it.each<[string, Record<string, string>]>([
    ['episode', { episode: '2' }],
    ['level', { level: '2' }],
    ['action', { action: 'resolve' }],
    ['expiry', { expires: '1999999999' }],
    ['signature', { signature: 'ab'.repeat(32) }],
    ['signature, cut off', { signature: 'ab' }],
    ['number that is none', { level: 'one' }],
  ])('with another %s is altered', (_what, changes) => {
    expect(readLink('INC-1', queryOf(changes), secret, minute(0))).toEqual({ state: 'altered' });
  });

  it('of another incident, with another secret, or without a query is altered', () => {
    expect(readLink('INC-2', queryOf(), secret, minute(0))).toEqual({ state: 'altered' });
    expect(readLink('INC-1', queryOf(), 'another', minute(0))).toEqual({ state: 'altered' });
    expect(readLink('INC-1', new URLSearchParams(), secret, minute(0))).toEqual({ state: 'altered' });
  });
});

describe('the link of an incident', () => {
  const linkTo = openLinks('https://ack.example.org', secret);
  const expiryOf = (incident: Incident) => {
    const query = new URL(linkTo(incident, minute(5)) ?? '').searchParams;
    return new Date(Number(query.get('expires')) * 1000);
  };

  it('is for the level that is paged, and expires an hour after the level’s time', () => {
    const incident = { ...openIncident(), level: 2, resolutionDueAt: minute(90).toISOString() };
    expect(new URL(linkTo(incident, minute(5)) ?? '').searchParams.get('level')).toBe('2');
    expect(expiryOf(incident)).toEqual(minute(150));
  });

  it('expires after a day and an hour where the level’s time has no end', () => {
    expect(expiryOf({ ...openIncident(), resolutionDueAt: null })).toEqual(minute(5 + 25 * 60));
  });

  it.each<[string, Partial<Incident>]>([
    ['nobody is paged', { level: 0 }],
    ['it was acknowledged', { acknowledgedAt: minute(1).toISOString() }],
    ['it was resolved', { resolvedAt: minute(1).toISOString() }],
  ])('is none where %s', (_why, fields) => {
    expect(linkTo({ ...openIncident(), ...fields }, minute(5))).toBeUndefined();
  });
});

describe('a message', () => {
  const links = { baseUrl: 'https://ack.example.org', secret: 'env:LINKS' };

  /** What is published for the first page under this configuration of links and these variables. */
  async function publishedWith(section: object, variables: Readonly<Record<string, string>>): Promise<TopicMessage[]> {
    const published: TopicMessage[] = [];
    const topic = { publish: async (message: TopicMessage) => void published.push(message) };
    const delivery = { emailTopicArn: 'arn:aws:sns:eu-west-1:111122223333:mail' };
    const config = configWith({ escalation: { delivery, ...section } });
    const { email } = openNotifiers(config, { variables, openTopic: () => topic });
    expect(await email?.send(tellingOf({ channel: 'email' }))).toEqual({ result: 'accepted' });
    return published;
  }

  it('says the link below the command, where links are configured', async () => {
    const [message] = await publishedWith({ links }, { LINKS: secret });
    expect(message?.body.split('\n').slice(-4)).toEqual([
      'Acknowledge: runbook ack INC-1',
      `  or open ${openLinks(links.baseUrl, secret)(openIncident(), minute(0))}`,
      'All about it: runbook incidents INC-1',
      '',
    ]);
    expect(message?.short).not.toContain('https://');
  });

  it.each<[string, object, Record<string, string>]>([
    ['without links', {}, { LINKS: secret }],
    ['with a secret that cannot be read', { links }, {}],
  ])('%s goes without one', async (_what, section, variables) => {
    const published = await publishedWith(section, variables);
    expect(published.map(({ body }) => body)).toEqual([compose(tellingOf()).text]);
  });
});

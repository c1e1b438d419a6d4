import { describe, expect, it } from 'vitest';
import { policyOf, wayOf } from '#lib/incidents/policy.ts';
import { configWith } from '../support/config.ts';

const level = { name: 'On-Call', contact: 'a', respondMinutes: 5, escalateMinutes: 10 };
const escalation = {
  levels: [
    { ...level, channels: ['pagerduty', 'phone', 'slack', 'email'] },
    { ...level, name: 'Lead', contact: 'nobody', channels: ['pagerduty', 'email'] },
  ],
  routes: { critical: { pages: true, channels: ['slack', 'email'] }, info: { pages: false, channels: [] } },
  delivery: { pagerdutyRoutingKey: 'env:TEAM', emailTopicArn: 'arn:team-email' },
};

/** The policy of a contact with these fields, where the channels have these addresses. */
const policyFor = (contact: object, channels: object) =>
  policyOf(configWith({ escalation, channels, contacts: [{ id: 'a', name: 'Ann', ...contact }] }), 'critical');

describe('a policy', () => {
  it.each<[string, object, object, string[]]>([
    ['no address at all', {}, {}, []],
    [
      'addresses of everybody',
      {},
      { slack: '#a', pagerduty: 'p', phone: '+1', email: 'a@example.org' },
      ['pagerduty', 'phone', 'slack', 'email'],
    ],
    ['an e-mail address of the contact', { email: 'a@example.org' }, {}, ['email']],
    ['a telephone of the contact', { phone: '+1' }, {}, ['phone']],
    ['topics of the contact', { phoneTopicArn: 'arn:p', emailTopicArn: 'arn:e' }, {}, ['phone', 'email']],
    ['a routing key of the contact', { pagerdutyRoutingKey: 'env:OWN' }, {}, ['pagerduty']],
  ])('pages through what is reachable: %s', (_what, contact, channels, expected) => {
    expect(policyFor(contact, channels).levels[0]?.channels).toEqual(expected);
  });

  it('names the contact, and the level itself where there is none', () => {
    const policy = policyFor({}, {});
    expect(policy.levels.map(({ name, contact }) => [name, contact])).toEqual([
      ['On-Call', 'Ann'],
      ['Lead', 'Lead'],
    ]);
  });

  it('informs through what is reachable, as the severity’s route says', () => {
    expect(policyFor({}, { email: 'a@example.org' }).route).toEqual({ pages: true, channels: ['email'] });
    expect(policyOf(configWith(), 'info').route).toEqual({ pages: false, channels: [] });
  });

  it('leads the contact’s own way, else everybody’s; the team goes everybody’s', () => {
    const policy = policyFor({ pagerdutyRoutingKey: 'env:OWN', phoneTopicArn: 'arn:own-phone' }, {});
    const wayTo = (level: number, channel: string, isTeam = false) => wayOf(policy, { level, isTeam, channel });
    expect([wayTo(1, 'pagerduty'), wayTo(1, 'phone'), wayTo(1, 'email')]).toEqual([
      'env:OWN',
      'arn:own-phone',
      'arn:team-email',
    ]);
    expect([wayTo(2, 'pagerduty'), wayTo(2, 'phone')]).toEqual(['env:TEAM', undefined]);
    expect([wayTo(1, 'pagerduty', true), wayTo(9, 'pagerduty')]).toEqual(['env:TEAM', 'env:TEAM']);
  });

  it('takes its readings from the configuration', () => {
    expect(policyFor({}, {})).toMatchObject({
      clocksFrom: 'level',
      acknowledgementStopsEscalation: false,
      repageOnMissedResponse: true,
      repeat: { everyMinutes: 240, atMost: 3 },
      resolveAfterRuns: 1,
      reopenWithinHours: 24,
    });
  });
});

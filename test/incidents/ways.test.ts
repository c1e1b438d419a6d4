import { describe, expect, it } from 'vitest';
import { next } from '#lib/incidents/next.ts';
import { policyOf, wayOf } from '#lib/incidents/policy.ts';
import { configWith } from '../support/config.ts';
import { minute, openIncident } from './support.ts';

const topic = (name: string) => `arn:aws:sns:eu-west-1:111122223333:${name}`;
const { levels, routes } = configWith().escalation;
const policy = policyOf(
  configWith({
    channels: { email: 'team@example.org' },
    contacts: [
      { id: 'primary', name: 'Platform', pagerdutyRoutingKey: 'env:PLATFORM' },
      { id: 'secondary', name: 'DevOps', emailTopicArn: topic('devops') },
      { id: 'escalation', name: 'Lead' },
      { id: 'emergency', name: 'Manager', phoneTopicArn: topic('manager') },
    ],
    escalation: { levels, routes, delivery: { pagerdutyRoutingKey: 'env:TEAM', emailTopicArn: topic('team') } },
  }),
  'critical',
);

describe('a policy', () => {
  it('leads each level its contact’s own way, else everybody’s, and the team everybody’s', () => {
    const waysBy = (channel: string) => {
      const own = [1, 2, 3, 4].map((level) => wayOf(policy, { level, isTeam: false, channel }));
      return [...own, wayOf(policy, { level: 2, isTeam: true, channel })].map((way) => way?.split(':').at(-1));
    };
    expect(waysBy('pagerduty')).toEqual(['PLATFORM', 'TEAM', 'TEAM', 'TEAM', 'TEAM']);
    expect(waysBy('email')).toEqual(['team', 'devops', 'team', 'team', 'team']);
    expect(waysBy('phone')).toEqual([undefined, undefined, undefined, 'manager', undefined]);
  });

  it('takes a way of a contact’s own for an address', () => {
    expect(policy.levels.map(({ channels }) => channels)).toEqual([
      ['pagerduty', 'email'],
      ['email'],
      ['email'],
      ['phone', 'email'],
    ]);
  });

  it('has the end told once each way that was used, however many were told by it', () => {
    const told = [
      { level: 0, responder: 'team', channels: ['email'] },
      { level: 1, responder: 'On-Call Engineer', channels: ['pagerduty', 'email'] },
      { level: 2, responder: 'Senior Engineer', channels: ['email'] },
      { level: 3, responder: 'Technical Lead', channels: ['email'] },
    ] as const;
    const incident = { ...openIncident({ policy }), told };
    const { intents } = next(incident, { kind: 'resolve', by: 'ann', reason: 'mended' }, minute(5));
    expect(intents.map(({ level, channels }) => [level, channels])).toEqual([
      [0, ['email']],
      [1, ['pagerduty']],
      [2, ['email']],
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { usedWays } from '#lib/notify/alert-path/ways.ts';
import { configWith } from '../support/config.ts';

const contacts = [
  { id: 'primary', name: 'Platform', pagerdutyRoutingKey: 'env:PLATFORM' },
  { id: 'secondary', name: 'DevOps', emailTopicArn: 'arn:aws:sns:eu-west-1:111122223333:devops' },
  { id: 'escalation', name: 'Lead', phoneTopicArn: 'arn:aws:sns:eu-west-1:111122223333:lead' },
  { id: 'emergency', name: 'Manager' },
];
const delivery = {
  pagerdutyRoutingKey: 'env:TEAM',
  slackWebhook: 'env:SLACK',
  emailTopicArn: 'arn:aws:sns:eu-west-1:111122223333:email',
};
const idsOf = (sections: Readonly<Record<string, unknown>>) =>
  usedWays(configWith(sections)).map(({ id, kind, way }) => `${id} ${kind} ${way.split(':').at(-1)}`);

describe('the ways to people', () => {
  it('are those that are used, each once, and the own ones of a contact under its level', () => {
    const { levels, routes } = configWith().escalation;
    expect(idsOf({ contacts, escalation: { levels, routes, delivery } })).toEqual([
      'pagerduty/On-Call Engineer pagerduty PLATFORM',
      'email topic email',
      'pagerduty pagerduty TEAM',
      'email/Senior Engineer topic devops',
      'phone/Technical Lead topic lead',
      'slack slack-webhook SLACK',
    ]);
  });

  it('are none where nothing is said of them', () => {
    expect(idsOf({})).toEqual([]);
  });
});

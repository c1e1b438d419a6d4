import { describe, expect, it } from 'vitest';
import type { DeployedCluster } from '#lib/infra/deployment.ts';
import { dialable, subscribersOf } from '#lib/infra/subscribers.ts';
import { configWith } from '../support/config.ts';
import { synthesizeRunbook } from './synthesize.ts';

const others = ['secondary', 'escalation', 'emergency'].map((id) => ({ id, name: id }));
const pages = ['page', 'repage', 'escalate', 'resolve'];
const elsewhere = 'arn:aws:sns:eu-west-1:111122223333:elsewhere';

/** A cluster whose team is `ops@` unless said otherwise, and whose contact of level 1 has the given addresses. */
function clusterWith(name: string, own: object = {}, sections: Readonly<Record<string, unknown>> = {}) {
  const config = configWith({
    cluster: { name },
    channels: { email: 'ops@example.com', phone: '+49 30 5550100' },
    contacts: [{ id: 'primary', name: 'Ann', ...own }, ...others],
    ...sections,
  });
  return { name, config, configPath: `${name}.yaml` } satisfies DeployedCluster;
}

describe('subscribersOf', () => {
  it.each([
    ['the team gets everything', [clusterWith('a')], [{ address: 'ops@example.com', filter: {} }]],
    [
      'a contact gets the pages of its levels, and when they are over',
      [clusterWith('a', { email: 'ann@example.com' })],
      [
        { address: 'ops@example.com', filter: {} },
        { address: 'ann@example.com', filter: { level: ['1'], kind: pages } },
      ],
    ],
    [
      'of several clusters each address gets its own',
      [
        clusterWith('a', { email: 'ann@example.com' }),
        clusterWith('b', {}, { channels: { email: 'shop@example.com' } }),
      ],
      [
        { address: 'ops@example.com', filter: { cluster: ['a'] } },
        { address: 'shop@example.com', filter: { cluster: ['b'] } },
        { address: 'ann@example.com', filter: { cluster: ['a'], level: ['1'], kind: pages } },
      ],
    ],
    [
      'an address that is a team’s and a contact’s is subscribed once, for all of its clusters',
      [
        clusterWith('a', {}, { channels: { email: 'ann@example.com' } }),
        clusterWith('b', { email: 'ann@example.com' }),
      ],
      [
        { address: 'ann@example.com', filter: {} },
        { address: 'ops@example.com', filter: { cluster: ['b'] } },
      ],
    ],
    [
      'a contact with a topic of its own is paged there',
      [clusterWith('a', { email: 'ann@example.com', emailTopicArn: elsewhere })],
      [{ address: 'ops@example.com', filter: {} }],
    ],
    [
      'where pages go to another topic, the team still gets reports',
      [clusterWith('a', { email: 'ann@example.com' }, { escalation: { delivery: { emailTopicArn: elsewhere } } })],
      [{ address: 'ops@example.com', filter: {} }],
    ],
  ])('%s', (_name, clusters, expected) => {
    expect(subscribersOf(clusters, 'email')).toEqual(expected);
  });

  it('takes a number for one subscriber, however it is written', () => {
    const sameNumber = clusterWith('a', { phone: '+49 (30) 555-0100' });
    expect(subscribersOf([sameNumber], 'phone')).toEqual([{ address: '+49305550100', filter: {} }]);
  });

  it('leaves telephones to the topic that is given for them', () => {
    const escalation = { delivery: { phoneTopicArn: elsewhere } };
    expect(subscribersOf([clusterWith('a', { phone: '+1 202 555 0100' }, { escalation })], 'phone')).toEqual([]);
  });
});

it.each([
  ['+49 (30) 555-0100', '+49305550100'],
  ['+1.202.555.0100', '+12025550100'],
  ['+1-555-PLATFORM', undefined],
  ['030 5550100', undefined],
])('the number %s is dialled as %s', (written, dialled) => {
  expect(dialable(written)).toBe(dialled);
});

describe('the topic of text messages', () => {
  const sections = (own: object) => {
    const { channels, contacts } = clusterWith('a', own).config;
    return [{ channels: { ...channels, slack: '#ops', pagerduty: 'Ops' }, contacts }];
  };

  it('is made for the numbers of configuration, encrypted as the others are, and the sweep knows it', () => {
    const template = synthesizeRunbook({ configs: sections({ phone: '+1 202 555 0100' }) });
    const topics = template.findResources('AWS::SNS::Topic', { Properties: { DisplayName: 'EKSRunbook' } });
    const [[id, topic] = []] = Object.entries(topics);
    expect(topic?.Properties.KmsMasterKeyId['Fn::GetAtt'][0]).toMatch(/^TopicsKey/);
    const subscriptions = template.findResources('AWS::SNS::Subscription', { Properties: { Protocol: 'sms' } });
    expect(
      Object.values(subscriptions).map(({ Properties }) => [Properties.Endpoint, Properties.FilterPolicy]),
    ).toEqual([
      ['+49305550100', undefined],
      ['+12025550100', { level: ['1'], kind: pages }],
    ]);
    const sweep = { Properties: { FunctionName: 'eks-runbook-sweep' } };
    const [made] = Object.values(template.findResources('AWS::Lambda::Function', sweep));
    expect(made?.Properties.Environment.Variables.PHONE_TOPIC_ARN).toEqual({ Ref: id });
    template.hasOutput('PhoneTopicArn', { Value: { Ref: id } });
  });

  it('is not made for numbers that nobody can call', () => {
    expect(JSON.stringify(synthesizeRunbook().toJSON())).not.toMatch(/EKSRunbook|PHONE_TOPIC_ARN|"sms"/);
  });
});

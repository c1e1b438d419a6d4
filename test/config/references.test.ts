import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { secretReferences, topicPlaces } from '#lib/config/references.ts';
import { runbookConfigSchema } from '#lib/config/schema.ts';
import { configWith } from '../support/config.ts';

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly pattern?: string;
}

const schema = z.toJSONSchema(runbookConfigSchema, { io: 'output' }) as Schema;

/** The keys of the whole format that are so, the first entry standing for each list. */
function keysWhere(isSo: (name: string, schema: Schema) => boolean, { properties = {}, items }: Schema, path = '') {
  const children = [...Object.entries(properties), ...(items ? ([['0', items]] as const) : [])];
  return children.flatMap(([name, child]): string[] => {
    const key = path === '' ? name : `${path}.${name}`;
    return isSo(name, child) ? [key] : keysWhere(isSo, child, key);
  });
}

const topic = (name: string) => `arn:aws:sns:eu-west-1:111122223333:${name}`;

/** A configuration that says everything that can be said of secrets and topics. */
const full = configWith({
  contacts: [
    {
      id: 'primary',
      name: 'A',
      pagerdutyRoutingKey: 'ssm:/a/key',
      emailTopicArn: topic('a-mail'),
      phoneTopicArn: topic('a-phone'),
    },
    ...['secondary', 'escalation', 'emergency'].map((id) => ({ id, name: id })),
  ],
  escalation: {
    delivery: {
      pagerdutyRoutingKey: 'ssm:/key',
      pagerdutyWebhookSecret: 'ssm:/webhook',
      slackWebhook: 'secretsmanager:slack',
      slackTopicArn: topic('slack'),
      emailTopicArn: topic('mail'),
      phoneTopicArn: topic('phone'),
    },
    links: { baseUrl: 'https://ack.example.org', secret: 'secretsmanager:links' },
  },
});

describe('the references of a configuration', () => {
  it('are every secret that its format knows, with who reads it', () => {
    const places = secretReferences(full);
    expect(places.map(({ key, reference, readers }) => [key, reference, readers])).toEqual([
      ['escalation.delivery.pagerdutyRoutingKey', 'ssm:/key', ['sweep', 'window']],
      ['escalation.delivery.pagerdutyWebhookSecret', 'ssm:/webhook', ['acknowledge']],
      ['escalation.delivery.slackWebhook', 'secretsmanager:slack', ['sweep']],
      ['escalation.links.secret', 'secretsmanager:links', ['sweep', 'acknowledge']],
      ['contacts.0.pagerdutyRoutingKey', 'ssm:/a/key', ['sweep', 'window']],
    ]);
    const known = keysWhere((_name, { pattern }) => pattern?.includes('secretsmanager') ?? false, schema);
    expect(places.map(({ key }) => key).toSorted()).toEqual(known.toSorted());
  });

  it('are every topic that its format knows', () => {
    const places = topicPlaces(full);
    expect(places.map(({ arn }) => arn.split(':').at(-1))).toEqual(['slack', 'mail', 'phone', 'a-mail', 'a-phone']);
    const known = keysWhere((name) => name.endsWith('TopicArn'), schema);
    expect(places.map(({ key }) => key).toSorted()).toEqual(known.toSorted());
  });

  it('are none in the shipped configuration', () => {
    expect([...secretReferences(configWith()), ...topicPlaces(configWith())]).toEqual([]);
  });
});

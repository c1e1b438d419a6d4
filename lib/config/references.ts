import type { RunbookConfig } from './schema.ts';

/** The functions, by what they do with a secret; all those of windows are one. */
export type SecretReader = 'sweep' | 'acknowledge' | 'window';

/** A place of configuration that names a secret. */
export interface SecretPlace {
  /** As `--set` takes it. */
  readonly key: string;
  readonly reference: string;
  /** The functions that read it. */
  readonly readers: readonly SecretReader[];
}

type Entry = readonly [key: string, reference: string | undefined, readers: readonly SecretReader[]];

const tells: readonly SecretReader[] = ['sweep'];
/** Level 1 is paged by the window itself while the table is down. */
const tellsFirst: readonly SecretReader[] = ['sweep', 'window'];
const takes: readonly SecretReader[] = ['acknowledge'];

/** All secrets that a configuration refers to: what may be read by whom follows from it. */
export function secretReferences({ escalation, contacts }: RunbookConfig): SecretPlace[] {
  const { delivery, links, levels } = escalation;
  const first = levels[0]?.contact;
  const entries: readonly Entry[] = [
    ['escalation.delivery.pagerdutyRoutingKey', delivery.pagerdutyRoutingKey, tellsFirst],
    ['escalation.delivery.pagerdutyWebhookSecret', delivery.pagerdutyWebhookSecret, takes],
    ['escalation.delivery.slackWebhook', delivery.slackWebhook, tells],
    ['escalation.links.secret', links?.secret, [...tells, ...takes]],
    ...contacts.map(({ id, pagerdutyRoutingKey }, at): Entry => {
      return [`contacts.${at}.pagerdutyRoutingKey`, pagerdutyRoutingKey, id === first ? tellsFirst : tells];
    }),
  ];
  return entries.flatMap(([key, reference, readers]) => (reference === undefined ? [] : [{ key, reference, readers }]));
}

/** Whether a function has any secret to read; without one it has nothing to do. */
export function hasReader(config: RunbookConfig, reader: SecretReader): boolean {
  return secretReferences(config).some(({ readers }) => readers.includes(reader));
}

/** A place of configuration that names an SNS topic. */
export interface TopicPlace {
  /** As `--set` takes it. */
  readonly key: string;
  readonly arn: string;
}

/** All topics that a configuration has messages of incidents published to. */
export function topicPlaces({ escalation, contacts }: RunbookConfig): TopicPlace[] {
  const { slackTopicArn, emailTopicArn, phoneTopicArn } = escalation.delivery;
  const entries = [
    ...placesOf('escalation.delivery', { slackTopicArn, emailTopicArn, phoneTopicArn }),
    ...contacts.flatMap(({ emailTopicArn: email, phoneTopicArn: phone }, at) =>
      placesOf(`contacts.${at}`, { emailTopicArn: email, phoneTopicArn: phone }),
    ),
  ];
  return entries.flatMap(([key, arn]) => (arn === undefined ? [] : [{ key, arn }]));
}

function placesOf(section: string, topics: Readonly<Record<string, string | undefined>>) {
  return Object.entries(topics).map(([name, arn]) => [`${section}.${name}`, arn] as const);
}

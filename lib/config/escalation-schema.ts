import * as z from 'zod';
import { digest, ledger } from './digest-schema.ts';

/** The ways to people, named as their addresses are under `channels`. */
export const channelNames = ['pagerduty', 'phone', 'slack', 'email'] as const;
export type Channel = (typeof channelNames)[number];

const channels = z.array(z.enum(channelNames));
const minutes = z.int().min(1).max(10_080);

const level = z.strictObject({
  name: z.string().min(1).describe('The responder, such as On-Call Engineer.'),
  contact: z.string().min(1).describe('Who that is: an id of `contacts`.'),
  respondMinutes: minutes.describe('Within so many minutes somebody acknowledges, or the level is paged again.'),
  escalateMinutes: minutes.describe('Within so many minutes it is resolved, or the next level is paged.'),
  channels: channels
    .min(1)
    .describe('How it is paged: first through the first, each further time through the next. Names of `channels`.'),
});

const route = z.strictObject({
  pages: z.boolean().describe('Whether levels are paged and clocks run.'),
  // PagerDuty only pages: to inform it is to acknowledge
  channels: z
    .array(z.enum(['phone', 'slack', 'email']))
    .describe('Where the team is informed when it begins, changes and ends.'),
});

// The runbook's "Escalation Procedures".
const shippedLevels: z.infer<typeof level>[] = [
  ['On-Call Engineer', 'primary', 15, 30] as const,
  ['Senior Engineer', 'secondary', 30, 60] as const,
  ['Technical Lead', 'escalation', 60, 120] as const,
  ['Project Manager', 'emergency', 120, 240] as const,
].map(([name, contact, respondMinutes, escalateMinutes]) => ({
  name,
  contact,
  respondMinutes,
  escalateMinutes,
  channels: ['pagerduty', 'phone', 'email'],
}));

/** Where a secret is; never the secret itself. */
export const secretReference = z
  .string()
  .regex(
    /^(env|file|ssm|secretsmanager):\S+$/,
    'a reference to a secret, never the secret: env:NAME, file:PATH, ssm:NAME or secretsmanager:ID',
  );

const delivery = z.strictObject({
  pagerdutyRoutingKey: secretReference
    .optional()
    .describe(
      'Where the routing key of PagerDuty’s Events API v2 is: env:NAME, file:PATH, ssm:NAME or secretsmanager:ID.',
    ),
  pagerdutyUrl: z
    .url()
    .default('https://events.pagerduty.com/v2/enqueue')
    .describe('Its address; another in the EU service region.'),
  pagerdutyWebhookSecret: secretReference
    .optional()
    .describe(
      'Where the secret of PagerDuty’s webhook subscription (v3) is, by which acknowledgements there are taken; as above.',
    ),
  pagerdutyStartsEmergency: z
    .boolean()
    .default(false)
    .describe(
      'true: an incident that PagerDuty tells of by webhook, and that is not from here, starts the window `emergency`.',
    ),
  slackWebhook: secretReference.optional().describe('Where the URL of Slack’s incoming webhook is; as above.'),
  slackTopicArn: z
    .string()
    .optional()
    .describe('Instead of a webhook: the SNS topic of Amazon Q in chat applications.'),
  emailTopicArn: z.string().optional().describe('The SNS topic whose subscribers get e-mail.'),
  phoneTopicArn: z.string().optional().describe('The SNS topic whose subscribers get text messages.'),
});

const links = z.strictObject({
  baseUrl: z
    .url()
    .regex(/^https:\/\//, 'an address that starts with https://')
    .describe('Where the function acknowledge is reached: the stack’s output AcknowledgeUrl, or a domain before it.'),
  secret: secretReference.describe(
    'Where the secret is that signs them: at least 32 random characters, known to nobody else.',
  ),
});

const alertPath = z.strictObject({
  everyHours: z.int().min(1).max(168).default(6).describe('So often the ways to people are examined.'),
  drillAt: z
    .string()
    .optional()
    .describe(
      'When level 1 is paged as a drill: a five-field cron in `timeZone`, such as `0 11 15 * *`. Without it: never.',
    ),
});

/** How incidents are chased until they are resolved. */
export const escalation = z.strictObject({
  levels: z.array(level).min(1).default(shippedLevels).describe('Who is paged, one level after the other.'),
  clocksFrom: z
    .enum(['level', 'incident'])
    .default('level')
    .describe('Whether `escalateMinutes` count from when the level is paged, or from when the incident was opened.'),
  acknowledgementStopsEscalation: z
    .boolean()
    .default(false)
    .describe('true: once acknowledged, no further level is paged.'),
  repageOnMissedResponse: z.boolean().default(true).describe('Whether a level that does not respond is paged again.'),
  repeat: z
    .strictObject({
      everyMinutes: minutes.default(240).describe('The time between two pages.'),
      atMost: z.int().min(0).max(24).default(3).describe('How many there are.'),
    })
    .prefault({})
    .describe('After the last level’s time, that level is paged again.'),
  routes: z
    .strictObject({
      critical: route.default({ pages: true, channels: ['slack', 'email'] }).describe('For critical findings.'),
      warning: route.default({ pages: false, channels: ['slack', 'email'] }).describe('For warnings.'),
      info: route.default({ pages: false, channels: [] }).describe('For information.'),
    })
    .prefault({})
    .describe('What findings of each severity lead to.'),
  groupBy: z
    .enum(['step', 'check', 'window'])
    .default('step')
    .describe(
      'What one incident is about: all findings of one severity in a step, of a check, or in a window. Those that are open stay as they are.',
    ),
  openAfterRuns: z.int().min(1).max(10).default(1).describe('In so many runs in a row a finding must be seen first.'),
  resolveAfterRuns: z.int().min(1).max(10).default(1).describe('So many runs in a row without findings resolve.'),
  reopenWithinHours: z.int().min(0).max(720).default(24).describe('What comes back so soon is the same incident.'),
  delivery: delivery.prefault({}).describe('How channels are reached. What is not said here cannot be sent.'),
  alertPath: alertPath.prefault({}).describe('The ways to people are themselves checked.'),
  digest: digest
    .prefault({})
    .describe(
      'Once a day the team is told how things stand; and of silences, when they begin, are about to end, and end.',
    ),
  ledger: ledger.prefault({}).describe('A window that did not run at its time, or not to its end, is an incident.'),
  links: links.optional().describe('Messages carry a signed link to acknowledge by. Without it they carry none.'),
});

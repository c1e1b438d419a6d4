import { createHmac } from 'node:crypto';
import type { Context, LambdaFunctionURLEvent } from 'aws-lambda';
import { onTestFinished, vi } from 'vitest';
import type { IncidentEvent } from '#lib/incidents/event.ts';
import type { Incident } from '#lib/incidents/incident.ts';
import { next, open } from '#lib/incidents/next.ts';
import { serveAcknowledge } from '#lib/lambda/acknowledge-handler.ts';
import { saveChange } from '#lib/notify/incident-store.ts';
import { openLinks } from '#lib/notify/links.ts';
import { readIncident, readTimeline } from '#lib/store/incidents.ts';
import { listDeliveries } from '#lib/store/outbox.ts';
import { openSqliteTable } from '#lib/store/sqlite-table.ts';
import { begin, minute, openingOf } from '../incidents/support.ts';
import { makeScratchFolder } from '../support/scratch-folder.ts';
import { configText } from './function-bench.ts';

const secrets = { LINKS: 'signs links', WEBHOOK: 'signs webhooks' };

/** A request of a function URL, as far as the handler reads it. */
export interface Asked {
  readonly method?: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

const escalation = `escalation:
  delivery: { pagerdutyWebhookSecret: 'env:WEBHOOK' }
  links: { baseUrl: 'https://ack.example.org', secret: 'env:LINKS' }
`;

/** The function of a cluster, and one incident of ecommerce-production: INC-1, whose first level has just been paged. */
export async function installAcknowledge({
  section = escalation,
  cluster = 'ecommerce-production',
  variables = {},
}: {
  section?: string;
  cluster?: string;
  variables?: Readonly<Record<string, string>>;
} = {}) {
  vi.stubEnv('POWERTOOLS_LOG_LEVEL', 'SILENT');
  const around = { now: begin };
  const started: string[] = [];
  const table = openSqliteTable(':memory:', { now: () => around.now });
  onTestFinished(() => table.close());
  const { incident, intents, log } = open(openingOf(), begin);
  const deliveries = intents.flatMap(({ channels, ...intent }) => channels.map((channel) => ({ ...intent, channel })));
  await saveChange(table, { incident, before: null, nextActionAt: incident.responseDueAt, log, deliveries });
  const CONFIG = makeScratchFolder().write('shop.json', configText(cluster, section));
  const TOPIC_ARN = 'arn:aws:sns:eu-west-1:111122223333:reports';
  const handler = serveAcknowledge({
    variables: { TABLE_NAME: 'runs', TOPIC_ARN, CONFIG, ...secrets, ...variables },
    clock: () => around.now,
    openTable: () => table,
    startEmergency: async (cluster, scheduledAt) => void started.push(`${cluster} ${scheduledAt}`),
  });
  const read = async () => (await readIncident<Incident>(table, 'INC-1')) as Incident;
  return {
    link: openLinks('https://ack.example.org', secrets.LINKS)(incident, begin) ?? '',
    goTo: (at: number) => {
      around.now = minute(at);
    },
    ask: (asked: Asked) => handler(eventOf(asked), { functionName: 'acknowledge', awsRequestId: '1' } as Context),
    read,
    /** The emergency windows that were started: cluster and instant. */
    started,
    /** Everything that is kept of the incident. */
    readAll: async () => [await read(), await readTimeline(table, 'INC-1'), await listDeliveries(table, 'INC-1')],
    /** Who did what, besides the runbook. */
    deeds: async () =>
      (await readTimeline(table, 'INC-1')).filter(({ by }) => by !== 'runbook').map(({ by, text }) => `${by}: ${text}`),
    /** Lets something happen to it by another way. */
    happen: async (event: IncidentEvent) => {
      const before = await read();
      const after = next(before, event, around.now);
      await saveChange(table, { ...after, before, nextActionAt: null, deliveries: [] });
    },
  };
}

/** A request as Lambda delivers it. */
export function eventOf({ method = 'GET', url, headers = {}, body }: Asked): LambdaFunctionURLEvent {
  const { pathname, search } = new URL(url, 'https://ack.example.org');
  const event = {
    version: '2.0',
    rawPath: pathname,
    rawQueryString: search.slice(1),
    headers,
    requestContext: { http: { method } },
    isBase64Encoded: body !== undefined,
    ...(body && { body: body.toString('base64') }),
  };
  return event as unknown as LambdaFunctionURLEvent;
}

/** An event of PagerDuty's, in which a person has done something to the alert of level 1, with parts replaced. */
export function webhookOf(parts: Readonly<Record<string, unknown>> = {}): Buffer {
  const event = {
    id: 'event-1',
    event_type: 'incident.acknowledged',
    occurred_at: begin.toISOString(),
    agent: { type: 'user_reference', summary: 'Ann' },
    data: { incident_key: 'eks-runbook/INC-1/1/1' },
    ...parts,
  };
  return Buffer.from(JSON.stringify({ event }));
}

/** Posts it, signed unless another signature is given. */
export function postOf(body: Buffer, signature = signatureOf(body)): Asked {
  return { method: 'POST', url: '/pagerduty', headers: { 'X-PagerDuty-Signature': signature }, body };
}

export function signatureOf(body: Buffer, secret = secrets.WEBHOOK): string {
  return `v1=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

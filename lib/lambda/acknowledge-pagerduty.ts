import { createHmac } from 'node:crypto';
import * as z from 'zod/mini';
import type { IncidentEvent } from '#lib/incidents/event.ts';
import type { Incident } from '#lib/incidents/incident.ts';
import { isSame } from '#lib/notify/links.ts';
import { readDedupKey } from '#lib/notify/pagerduty.ts';
import { type AnswerParts, actIfMeant, hasChanged } from './acknowledge-act.ts';
import { type HttpRequest, type HttpResponse, jsonResponse } from './acknowledge-http.ts';

/** PagerDuty tries to deliver an event for so long; what is older was recorded by somebody and sent again. */
const keptHours = 48;

const agent = z.object({ type: z.nullish(z.string()), summary: z.nullish(z.string()) });
const webhookSchema = z.object({
  event: z.object({
    id: z.string().check(z.minLength(1), z.maxLength(200)),
    event_type: z.string(),
    occurred_at: z.iso.datetime({ offset: true }),
    agent: z.nullish(agent),
    data: z.nullish(z.object({ incident_key: z.nullish(z.string()) })),
  }),
});
type WebhookEvent = z.infer<typeof webhookSchema>['event'];

/** What became of an event. Only those of `outcomes` have changed an incident. */
type Outcome =
  | (typeof outcomes)[keyof typeof outcomes]
  | 'emergency started'
  | 'nothing to change'
  | 'ignored'
  | 'seen before';

const outcomes = {
  'incident.acknowledged': 'acknowledged',
  'incident.unacknowledged': 'unacknowledged',
  'incident.resolved': 'resolved',
} as const;

/**
 * Answers a webhook of PagerDuty (v3): what a person acknowledges or resolves there happens to the incident. Everything
 * else that is signed is answered with 200, since PagerDuty shuts off who refuses.
 */
export async function answerPagerduty(request: HttpRequest, parts: AnswerParts): Promise<HttpResponse> {
  const header = request.headers['x-pagerduty-signature'] ?? '';
  const signed = parts.secrets.filter(({ secret }) => isSigned(request.body, header, secret));
  if (signed.length === 0) return jsonResponse(401, 'the signature is not right');
  const event = readEvent(request.body);
  if (!event) return jsonResponse(400, 'not an event of PagerDuty');
  // a secret opens the incidents of its own cluster, and no others
  return jsonResponse(200, await takeOnce(event, { ...parts, secrets: signed }));
}

/**
 * Whether any of the signatures is that of the raw body; there are several while the secret changes:
 * https://developer.pagerduty.com/docs/webhooks/webhook-signatures/
 */
function isSigned(body: Buffer, header: string, secret: string): boolean {
  const expected = createHmac('sha256', secret).update(body).digest();
  const given = header.split(',').map((one) => /^v1=([0-9a-f]{64})$/.exec(one.trim())?.[1] ?? '');
  return given.some((signature) => isSame(expected, Buffer.from(signature, 'hex')));
}

function readEvent(body: Buffer): WebhookEvent | undefined {
  try {
    return webhookSchema.safeParse(JSON.parse(body.toString('utf8'))).data?.event;
  } catch {
    return undefined;
  }
}

/** An event is marked after it has taken effect: one whose process died between is done again, and changes nothing. */
async function takeOnce(event: WebhookEvent, parts: AnswerParts): Promise<Outcome> {
  const { table, now } = parts;
  if (Date.parse(event.occurred_at) <= now.getTime() - keptHours * 3_600_000) return 'ignored';
  const key = { pk: `WEBHOOK#pagerduty#${event.id}`, sk: 'SEEN' };
  if (await table.get(key)) return 'seen before';
  const outcome = await take(event, parts);
  await table.transact([{ put: { ...key, expiresAt: Math.ceil(now.getTime() / 1000) + keptHours * 3600 } }]);
  return outcome;
}

async function take(event: WebhookEvent, parts: AnswerParts): Promise<Outcome> {
  const alert = readDedupKey(event.data?.incident_key ?? '');
  if (!alert) return startEmergencies(event, parts);
  const deed = deedOf(event, alert.level);
  if (!deed) return 'ignored';
  const isMeant = ({ cluster, episode, level }: Incident) =>
    parts.secrets.some((own) => own.cluster === cluster) &&
    episode === alert.episode &&
    // that it is over is true for all levels; an acknowledgement for an earlier one is noted
    (deed.kind === 'resolve' || level >= alert.level);
  const done = await actIfMeant({ incident: alert.incident, isMeant, eventFor: () => deed }, parts);
  if (!done) return 'ignored';
  return hasChanged(done) ? outcomes[event.event_type as keyof typeof outcomes] : 'nothing to change';
}

/** Somebody else's alert: when it is opened, the clusters that are configured so are looked at. One run, however often it is told. */
async function startEmergencies(event: WebhookEvent, { secrets, startEmergency }: AnswerParts): Promise<Outcome> {
  const clusters = secrets.filter(({ startsEmergency }) => startsEmergency).map(({ cluster }) => cluster);
  const isOurs = event.data?.incident_key?.startsWith('eks-runbook/') === true;
  if (isOurs || event.event_type !== 'incident.triggered' || clusters.length === 0) return 'ignored';
  const scheduledAt = new Date(event.occurred_at).toISOString();
  for (const cluster of clusters) await startEmergency(cluster, scheduledAt);
  return 'emergency started';
}

/** Only what people do: our own messages to PagerDuty come back as events too, without a person. */
function deedOf({ event_type: type, agent: who }: WebhookEvent, level: number): IncidentEvent | undefined {
  if (who?.type !== 'user_reference') return undefined;
  const by = `${who.summary ?? 'somebody'} (PagerDuty)`;
  if (type === 'incident.acknowledged') return { kind: 'acknowledge', by, level };
  if (type === 'incident.unacknowledged') return { kind: 'unacknowledge', by, level };
  return type === 'incident.resolved' ? { kind: 'resolve', by, reason: 'in PagerDuty' } : undefined;
}

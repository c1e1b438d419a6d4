import { createHmac } from 'node:crypto';
import * as z from 'zod';
import type { IncidentEvent } from '#lib/incidents/event.ts';
import type { Incident } from '#lib/incidents/incident.ts';
import { isSame } from '#lib/notify/links.ts';
import { readDedupKey } from '#lib/notify/pagerduty.ts';
import { type AnswerParts, actIfMeant, hasChanged } from './acknowledge-act.ts';
import { type HttpRequest, type HttpResponse, jsonResponse } from './acknowledge-http.ts';

/** PagerDuty tries to deliver an event for so long; what is older was recorded by somebody and sent again. */
const keptHours = 48;

const agent = z.object({ type: z.string().nullish(), summary: z.string().nullish() });
const webhookSchema = z.object({
  event: z.object({
    id: z.string().min(1).max(200),
    event_type: z.string(),
    occurred_at: z.iso.datetime({ offset: true }),
    agent: agent.nullish(),
    data: z.object({ incident_key: z.string().nullish() }).nullish(),
  }),
});
type WebhookEvent = z.infer<typeof webhookSchema>['event'];

/** What became of an event. Only the first two have changed something. */
type Outcome = 'acknowledged' | 'resolved' | 'nothing to change' | 'ignored' | 'seen before';

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
  const deed = deedOf(event);
  if (!alert || !deed) return 'ignored';
  const isMeant = ({ cluster, episode, level }: Incident) =>
    parts.secrets.some((own) => own.cluster === cluster) &&
    episode === alert.episode &&
    // the alert of a level that was paged before says nothing of who is paged now; that it is over is true for all
    (deed.kind === 'resolve' || level === alert.level);
  const done = await actIfMeant({ incident: alert.incident, isMeant, eventFor: () => deed }, parts);
  if (!done) return 'ignored';
  if (!hasChanged(done)) return 'nothing to change';
  return deed.kind === 'resolve' ? 'resolved' : 'acknowledged';
}

/** Only what people do: our own messages to PagerDuty come back as events too, without a person. */
function deedOf({
  event_type: type,
  agent: who,
}: WebhookEvent): (IncidentEvent & { kind: 'acknowledge' | 'resolve' }) | undefined {
  if (who?.type !== 'user_reference') return undefined;
  const by = `${who.summary ?? 'somebody'} (PagerDuty)`;
  if (type === 'incident.acknowledged') return { kind: 'acknowledge', by };
  return type === 'incident.resolved' ? { kind: 'resolve', by, reason: 'in PagerDuty' } : undefined;
}

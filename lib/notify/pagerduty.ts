import { compose } from './compose.ts';
import { isOfNotice, type Notifier, postJson, type Telling } from './notifier.ts';

/** What PagerDuty takes: https://developer.pagerduty.com/docs/events-api-v2/overview/ */
const maxSummary = 1024;
const maxDedupKey = 255;
const maxEventBytes = 512_000;

const actions = {
  page: 'trigger',
  repage: 'trigger',
  escalate: 'trigger',
  inform: 'acknowledge',
  resolve: 'resolve',
} as const;

/**
 * PagerDuty's Events API v2. Each level that is paged has an alert of its own, with one key for its whole life: a further
 * level under the same key would be added to an alert that the first has acknowledged, and page nobody.
 */
export function openPagerduty({ routingKey, url }: { routingKey: string; url: string }): Notifier {
  return {
    async send(telling) {
      if (isOfNotice(telling)) return { result: 'refused', error: 'PagerDuty only pages: it takes no notice' };
      // to an alert that is open a trigger is only added: it pages again once that has ended
      if (telling.delivery.kind === 'repage') {
        const ended = await postJson(url, JSON.stringify(keyOf(telling, routingKey, 'resolve')));
        if (ended.result !== 'accepted') return ended;
      }
      return postJson(url, eventOf(telling, routingKey));
    },
  };
}

function keyOf({ incident, delivery }: Telling, routingKey: string, action: string) {
  const name = `eks-runbook/${incident.id}/${delivery.episode}/${delivery.level}`;
  return { routing_key: routingKey, event_action: action, dedup_key: name.slice(0, maxDedupKey) };
}

/** What an alert's key stands for; undefined for a key that is not ours. The reverse of `keyOf`. */
export function readDedupKey(key: string): { incident: string; episode: number; level: number } | undefined {
  const [, incident, episode, level] = /^eks-runbook\/([^/]+)\/(\d+)\/(\d+)$/.exec(key) ?? [];
  return incident === undefined ? undefined : { incident, episode: Number(episode), level: Number(level) };
}

function eventOf(telling: Telling, routingKey: string): string {
  const { incident, delivery } = telling;
  const action = actions[delivery.kind as keyof typeof actions];
  const key = keyOf(telling, routingKey, action);
  if (action !== 'trigger') return JSON.stringify(key);
  const { headline, text } = compose(telling);
  const payload = {
    summary: cutToCharacters(headline, maxSummary),
    source: incident.cluster,
    severity: incident.severity,
    timestamp: telling.now.toISOString(),
    component: incident.checks[0] ?? incident.title,
    group: incident.window,
    class: incident.title,
    custom_details: { incident: incident.id, level: delivery.level, responder: delivery.responder, message: text },
  };
  const links = telling.acknowledgeUrl === undefined ? [] : [{ href: telling.acknowledgeUrl, text: 'Acknowledge' }];
  const sender = { client: 'eks-runbook', links };
  const event = JSON.stringify({ ...key, ...sender, payload });
  if (Buffer.byteLength(event) <= maxEventBytes) return event;
  const details = { incident: incident.id, message: 'left out: it was longer than an event may be' };
  return JSON.stringify({ ...key, ...sender, payload: { ...payload, custom_details: details } });
}

/** PagerDuty counts whole characters; half of one would make the event invalid. */
function cutToCharacters(text: string, count: number): string {
  return Array.from(text.slice(0, 2 * count))
    .slice(0, count)
    .join('')
    .toWellFormed();
}

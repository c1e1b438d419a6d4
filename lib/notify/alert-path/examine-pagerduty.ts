import { post } from '../notifier.ts';
import type { Sight } from './sight.ts';

/** No alert ever has this key. */
export const examinationKey = 'eks-runbook/examination';

/**
 * Whether PagerDuty takes events with a key, without an alert: the end of an alert that never was is taken as every event
 * is, and leads to nothing. That an event reaches somebody is proved by the drill alone.
 * https://developer.pagerduty.com/docs/events-api-v2/trigger-events/
 */
export async function examinePagerduty(url: string, routingKey: string): Promise<Sight> {
  const event = { routing_key: routingKey, event_action: 'resolve', dedup_key: examinationKey };
  const { status, error } = await post(url, JSON.stringify(event));
  if (status === 202) return { status: 'ok', seen: 'PagerDuty takes events with this key' };
  if (status === null || status === 429 || status >= 500) return { status: 'unknown', seen: error };
  const next = 'See that the integration (Events API v2) is still there, and put its key where the reference leads.';
  return { status: 'not-ok', seen: `PagerDuty takes no event with this key: ${error}`, next };
}

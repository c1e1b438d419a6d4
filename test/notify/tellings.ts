import type { Incident } from '#lib/incidents/incident.ts';
import type { Telling } from '#lib/notify/notifier.ts';
import type { Delivery } from '#lib/store/outbox.ts';
import { begin, openIncident } from '../incidents/support.ts';

/** The first page of an incident, with parts replaced. */
export function tellingOf(delivery: Partial<Delivery> = {}, incident: Partial<Incident> = {}): Telling {
  return {
    incident: { ...openIncident(), ...incident },
    delivery: {
      incident: 'INC-1',
      cluster: 'ecommerce-production',
      key: '0001.page.1.r',
      channel: 'pagerduty',
      kind: 'page',
      level: 1,
      responder: 'On-Call Engineer',
      reason: 'it is new',
      episode: 1,
      intendedAt: begin.toISOString(),
      state: 'sending',
      attempts: 1,
      endedAt: null,
      error: null,
      dueAt: begin.toISOString(),
      ...delivery,
    },
    now: begin,
    timeZone: 'Europe/Berlin',
  };
}

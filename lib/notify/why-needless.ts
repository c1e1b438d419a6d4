import { type Incident, team } from '#lib/incidents/incident.ts';
import { wayOf } from '#lib/incidents/policy.ts';
import { type Delivery, listDeliveries } from '#lib/store/outbox.ts';
import type { Table } from '#lib/store/table.ts';
import { isPage } from './judge-delivery.ts';

/** Where a delivery of an incident leads; undefined: where configuration says now. */
export function wayFor({ policy }: Incident, { level, channel, responder }: Delivery): string | undefined {
  return wayOf(policy, { level, channel, isTeam: responder === team });
}

/** Why nobody needs to be told any more; undefined when somebody does. */
export async function whyNeedless(incident: Incident, delivery: Delivery, table: Table): Promise<string | undefined> {
  if (delivery.kind === 'resolve') {
    const earlier = await listDeliveries(table, delivery.incident);
    return wasTold(incident, delivery, earlier) ? undefined : 'nothing was sent before that it would end';
  }
  if (incident.resolvedAt !== null || incident.episode !== delivery.episode) return 'it was resolved before';
  if (!isPage(delivery)) return undefined;
  if (incident.level !== delivery.level) return `level ${incident.level} has been paged since`;
  const { acknowledgedAt } = incident;
  return acknowledgedAt !== null && acknowledgedAt >= delivery.intendedAt ? 'it was acknowledged before' : undefined;
}

/**
 * Whether something may have reached people the same way in this episode; in PagerDuty: of that level, and even where no
 * answer came: an alert that is open must end, and the end of one that never was does no harm.
 */
function wasTold(incident: Incident, delivery: Delivery, earlier: readonly Delivery[]): boolean {
  const { channel, episode, level } = delivery;
  return earlier.some((one) => {
    if (one.kind === 'resolve' || one.channel !== channel || one.episode !== episode) return false;
    if (channel === 'pagerduty') return one.level === level && one.attempts > 0 && one.state !== 'failed';
    if (wayFor(incident, one) !== wayFor(incident, delivery)) return false;
    return one.state === 'accepted' || (one.endedAt === null && one.attempts > 0);
  });
}

import type { Incident } from '#lib/incidents/incident.ts';
import { readIncident } from '#lib/store/incidents.ts';
import { claimDelivery, type Delivery, listDeliveries, listDueDeliveries, replaceDelivery } from '#lib/store/outbox.ts';
import type { Table } from '#lib/store/table.ts';
import type { Notifier, SendResult } from './notifier.ts';

export interface DeliverParts {
  readonly table: Table;
  /** Only what is about this cluster; null: all. */
  readonly cluster: string | null;
  /** By channel; of a channel that is missing nothing can be sent, and the delivery says why. */
  readonly notifiers: Readonly<Record<string, Notifier | undefined>>;
  readonly timeZone: string;
  /** Hears of a page that did not get through, for good. */
  readonly onUndelivered: (delivery: Delivery, error: string) => Promise<void>;
}

/** Longer than any try to send. */
const holdMs = 60_000;
const maxAttempts = 4;
const firstRetryMs = 30_000;

/** How many deliveries were sent, are to be tried again, were given up, and were needless. */
export type DeliveryCounts = Record<'accepted' | 'intended' | 'failed' | 'cancelled', number>;

/** Sends what is due: channels beside each other, so that one that hangs holds up no other. */
export async function deliverDue(parts: DeliverParts, now: Date): Promise<DeliveryCounts> {
  const counts: DeliveryCounts = { accepted: 0, intended: 0, failed: 0, cancelled: 0 };
  const due = await listDueDeliveries(parts.table, now);
  const ours = due.filter(({ cluster }) => parts.cluster === null || parts.cluster === cluster);
  const byChannel = Map.groupBy(ours, ({ channel }) => channel);
  const sendAll = async (deliveries: readonly Delivery[]) => {
    for (const delivery of deliveries) {
      const state = await deliverOne(delivery, parts, now);
      if (state !== undefined && state in counts) counts[state as keyof DeliveryCounts] += 1;
    }
  };
  await Promise.all([...byChannel.values()].map(sendAll));
  return counts;
}

/** The incident is read again right before it is told: whoever was faster has made it needless. */
async function deliverOne(delivery: Delivery, parts: DeliverParts, now: Date): Promise<Delivery['state'] | undefined> {
  const { table, notifiers, timeZone } = parts;
  const claimed = await claimDelivery(table, delivery, { now, holdMs });
  if (!claimed) return undefined;
  const incident = await readIncident<Incident>(table, delivery.incident);
  const needless = incident ? await whyNeedless(incident, claimed, table) : 'its incident is no longer kept';
  if (!incident || needless !== undefined) {
    const ended = end(claimed, 'cancelled', now, needless ?? null);
    await replaceDelivery(table, claimed, { ...ended, attempts: delivery.attempts });
    return 'cancelled';
  }
  const sent = await notifiers[delivery.channel]?.send({ delivery: claimed, incident, now, timeZone });
  const after = judge(claimed, sent ?? unreachable(delivery.channel), now);
  // Before it is marked as failed: if we die in between, it is tried once more, and nobody is forgotten.
  if (after.state === 'failed' && isPage(delivery)) await parts.onUndelivered(delivery, after.error ?? '');
  await replaceDelivery(table, claimed, after);
  return after.state;
}

function unreachable(channel: string): SendResult {
  return { result: 'refused', error: `escalation.delivery says no way to ${channel}` };
}

const isPage = ({ kind }: Delivery) => kind === 'page' || kind === 'repage' || kind === 'escalate';

/** Why nobody needs to be told any more; undefined when somebody does. */
async function whyNeedless(incident: Incident, delivery: Delivery, table: Table): Promise<string | undefined> {
  if (delivery.kind === 'resolve') {
    return (await wasTold(delivery, table)) ? undefined : 'nothing was sent before that it would end';
  }
  if (incident.resolvedAt !== null || incident.episode !== delivery.episode) return 'it was resolved before';
  if (!isPage(delivery)) return undefined;
  if (incident.level !== delivery.level) return `level ${incident.level} has been paged since`;
  const { acknowledgedAt } = incident;
  return acknowledgedAt !== null && acknowledgedAt >= delivery.intendedAt ? 'it was acknowledged before' : undefined;
}

/** Whether something may have reached people through the same channel in this episode; in PagerDuty: of that level. */
async function wasTold({ incident, level, channel, episode }: Delivery, table: Table): Promise<boolean> {
  const earlier = await listDeliveries(table, incident);
  return earlier.some((one) => {
    if (one.kind === 'resolve' || one.channel !== channel || one.episode !== episode) return false;
    if (channel === 'pagerduty' && one.level !== level) return false;
    return one.state === 'accepted' || (one.endedAt === null && one.attempts > 0);
  });
}

function judge(delivery: Delivery, sent: SendResult, now: Date): Delivery {
  if (sent.result === 'accepted') return end(delivery, 'accepted', now, null);
  if (sent.result === 'refused' || delivery.attempts >= maxAttempts) return end(delivery, 'failed', now, sent.error);
  const waitMs = Math.max(sent.retryAfterMs ?? 0, firstRetryMs * 2 ** (delivery.attempts - 1));
  const dueAt = new Date(now.getTime() + waitMs).toISOString();
  return { ...delivery, state: 'intended', dueAt, error: sent.error };
}

function end(delivery: Delivery, state: Delivery['state'], now: Date, error: string | null): Delivery {
  return { ...delivery, state, dueAt: null, endedAt: now.toISOString(), error };
}

import { deliveryPrefix, duePartitions, incidentPartition } from './keys.ts';
import { daysAfter } from './retention.ts';
import type { Item, Key, Put, Table } from './table.ts';

/**
 * - `intended`: to be sent when it is due;
 * - `sending`: a process has taken it, and has not said how it ended; once it is due again nobody knows whether it was
 *   sent, and it is tried once more: `attempts` counts it;
 * - `accepted`: the provider took it; that somebody has read it, no provider says;
 * - `failed`: given up, the reason is in `error`;
 * - `unknown`: given up without an answer to the last try, which may have come through;
 * - `cancelled`: needless before it was sent.
 */
export type DeliveryState = 'intended' | 'sending' | 'accepted' | 'failed' | 'unknown' | 'cancelled';

/** One message to one channel: an entry of the outbox, and the record of what became of it. Instants in ISO. */
export interface Delivery {
  /** The incident that it is about, or the notice. */
  readonly incident: string;
  readonly cluster: string;
  /** With the channel, names it within its incident. */
  readonly key: string;
  readonly channel: string;
  readonly kind: string;
  readonly level: number;
  readonly responder: string;
  readonly reason: string;
  /** The incident's episode in which it was intended. */
  readonly episode: number;
  readonly intendedAt: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  /** When it is sent, or sent again; null once it has ended. */
  readonly dueAt: string | null;
  readonly endedAt: string | null;
  readonly error: string | null;
}

const keptDays = 400;

function deliveryKey({ incident, key, channel }: Delivery): Key {
  return { pk: incidentPartition(incident), sk: `${deliveryPrefix}${key}#${channel}` };
}

/** A delivery that is not there yet. */
export function putDelivery(delivery: Delivery): Put {
  return { put: itemOf(delivery), when: { absent: true } };
}

/** What is to be sent now, the oldest first. */
export async function listDueDeliveries(table: Table, now: Date): Promise<Delivery[]> {
  const sort = { to: `${now.toISOString()}~` };
  const { items } = await table.query({ index: 'gsi1', partition: duePartitions.deliveries, sort });
  return items.map(deliveryOf);
}

/** All that was to be told of an incident, in the order in which it was intended. */
export async function listDeliveries(table: Table, incident: string): Promise<Delivery[]> {
  const { items } = await table.query({ partition: incidentPartition(incident), sort: { prefix: deliveryPrefix } });
  return items.map(deliveryOf);
}

/**
 * Takes a delivery for so long that nobody else sends it. Undefined when it is another's, or ended. One whose holder has
 * died is due again after that time: it may then be sent twice, which is better than never.
 */
export async function claimDelivery(
  table: Table,
  delivery: Delivery,
  { now, holdMs }: { now: Date; holdMs: number },
): Promise<Delivery | undefined> {
  const dueAt = new Date(now.getTime() + holdMs).toISOString();
  const claimed: Delivery = { ...delivery, state: 'sending', attempts: delivery.attempts + 1, dueAt };
  return (await replaceDelivery(table, delivery, claimed)) ? claimed : undefined;
}

/**
 * Puts what became of a delivery in its place, and with it others that follow from it. False when it has changed since
 * it was read.
 */
export async function replaceDelivery(
  table: Table,
  before: Delivery,
  after: Delivery,
  further: readonly Delivery[] = [],
): Promise<boolean> {
  const when = { equals: { state: before.state, attempts: before.attempts, dueAt: before.dueAt } };
  const writes = [{ put: itemOf(after), when }, ...further.map((delivery) => putDelivery(delivery))];
  return (await table.transact(writes)).committed;
}

function itemOf(delivery: Delivery): Item {
  const key = deliveryKey(delivery);
  const { dueAt, intendedAt } = delivery;
  const due = dueAt === null ? {} : { gsi1pk: duePartitions.deliveries, gsi1sk: `${dueAt}#${key.pk}#${key.sk}` };
  return { ...key, ...due, ...delivery, expiresAt: daysAfter(intendedAt, keptDays) };
}

function deliveryOf(item: Item): Delivery {
  const { pk: _pk, sk: _sk, gsi1pk: _gsi1pk, gsi1sk: _gsi1sk, expiresAt: _expiresAt, ...fields } = item;
  return fields as unknown as Delivery;
}

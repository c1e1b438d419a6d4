import { setTimeout } from 'node:timers/promises';
import type { Incident } from '#lib/incidents/incident.ts';
import { readIncident } from '#lib/store/incidents.ts';
import { readNotice } from '#lib/store/notices.ts';
import { claimDelivery, type Delivery, listDueDeliveries, replaceDelivery } from '#lib/store/outbox.ts';
import type { Table } from '#lib/store/table.ts';
import { cancel, fallBackAfter, isGivenUp, isPage, judge } from './judge-delivery.ts';
import { isOfNotice, type Message, type Notifier, type SendResult } from './notifier.ts';
import { wayFor, whyNeedless } from './why-needless.ts';

export interface DeliverParts {
  readonly table: Table;
  /** Only what is about this cluster; null: all. */
  readonly cluster: string | null;
  /** By channel; of a channel that is missing nothing can be sent, and the delivery says why. */
  readonly notifiers: Readonly<Record<string, Notifier | undefined>>;
  readonly timeZone: string;
  /** Hears of a page that did not get through: it was given up, or has failed so often that another channel is due. */
  readonly onUndelivered: (delivery: Delivery, error: string) => Promise<void>;
  /** Lets time pass between two messages to one topic; tests give their own. */
  readonly pause?: (ms: number) => Promise<unknown>;
  /** Hears of every delivery that was given up. */
  readonly onFailed?: (delivery: Delivery, error: string, way: string | undefined) => Promise<void>;
}

/** Longer than any try to send. */
const holdMs = 60_000;
const topicPauseMs = 1000;
/** So many incidents stand in one message; what is left goes in another. */
const maxTogether = 25;

/** How many deliveries were sent, are to be tried again, were given up (with an answer or without), and were needless. */
export type DeliveryCounts = Record<'accepted' | 'intended' | 'failed' | 'unknown' | 'cancelled', number>;

/** A delivery that is ours to send, and what is to be said. */
interface Claimed {
  readonly delivery: Delivery;
  readonly message: Message;
}

/**
 * Sends what is due: ways beside each other, so that one that hangs holds up no other. What goes wrong here is thrown at
 * the end; what a provider says is kept with the delivery.
 */
export async function deliverDue(parts: DeliverParts, now: Date): Promise<DeliveryCounts> {
  const counts: DeliveryCounts = { accepted: 0, intended: 0, failed: 0, unknown: 0, cancelled: 0 };
  const due = await listDueDeliveries(parts.table, now);
  const ours = due.filter(({ cluster }) => parts.cluster === null || parts.cluster === cluster);
  const placed = await Promise.all(ours.map((delivery) => placeOf(delivery, parts.table)));
  const byPlace = Map.groupBy(placed, ({ place }) => place);
  const failures = await Promise.all([...byPlace.values()].map((group) => deliverGroup(group, parts, counts, now)));
  const [failure] = failures.flat();
  if (failure !== undefined) throw failure;
  return counts;
}

/** A delivery, and where it goes. */
interface Placed {
  readonly delivery: Delivery;
  /** The same for all that go the same way. */
  readonly place: string;
  /** Of which window its incident is: what one run has found may stand in one message. */
  readonly window: string | undefined;
}

/** One batch after the other, each second at most one to a topic. Gives what went wrong, which holds up no other. */
async function deliverGroup(group: readonly Placed[], parts: DeliverParts, counts: DeliveryCounts, now: Date) {
  const { pause = setTimeout } = parts;
  const failures: unknown[] = [];
  let hasSent = false;
  for (const batch of batchesOf(group, parts.notifiers)) {
    const [first] = batch;
    if (hasSent && first && parts.notifiers[first.channel]?.sendTogether) await pause(topicPauseMs);
    hasSent = true;
    // a provider that did not answer is not asked again before the next sweep
    const isSilent = await deliverBatch(batch, parts, counts, now).catch((error: unknown) => void failures.push(error));
    if (isSilent) break;
  }
  return failures;
}

async function placeOf(delivery: Delivery, table: Table): Promise<Placed> {
  const incident = await readIncident<Incident>(table, delivery.incident);
  const place = JSON.stringify([delivery.cluster, delivery.channel, incident && wayFor(incident, delivery)]);
  return { delivery, place, window: incident?.window };
}

/** What one run has found goes together where the channel can say several things at once; a notice goes alone. */
function batchesOf(group: readonly Placed[], notifiers: DeliverParts['notifiers']): Delivery[][] {
  const batches: Delivery[][] = [];
  const joined = new Map<string, Delivery[]>();
  for (const { delivery, window } of group) {
    const canJoin = window !== undefined && notifiers[delivery.channel]?.sendTogether !== undefined;
    const last = canJoin ? joined.get(window) : undefined;
    if (last && last.length < maxTogether) {
      last.push(delivery);
      continue;
    }
    const batch = [delivery];
    batches.push(batch);
    if (canJoin) joined.set(window, batch);
  }
  return batches;
}

/** Whether the provider gave no answer. */
async function deliverBatch(
  batch: readonly Delivery[],
  parts: DeliverParts,
  counts: DeliveryCounts,
  now: Date,
): Promise<boolean> {
  const claimed: Claimed[] = [];
  for (const delivery of batch) {
    const ours = await claim(delivery, parts, now);
    if (ours === 'cancelled') counts.cancelled += 1;
    else if (ours) claimed.push(ours);
  }
  if (claimed.length === 0) return false;
  const sent = await send(claimed, parts);
  for (const one of claimed) counts[await keepOutcome(one, sent, parts, now)] += 1;
  return sent.result === 'try-again' && sent.isSilent === true;
}

/** The incident is read again right before it is told: whoever was faster has made it needless. */
async function claim(delivery: Delivery, parts: DeliverParts, now: Date): Promise<Claimed | 'cancelled' | undefined> {
  const { table } = parts;
  const claimed = await claimDelivery(table, delivery, { now, holdMs });
  if (!claimed) return undefined;
  const message = await messageOf(claimed, parts, now);
  if (typeof message !== 'string') return { delivery: claimed, message };
  await replaceDelivery(table, claimed, { ...cancel(claimed, now, message), attempts: delivery.attempts });
  return 'cancelled';
}

/** What is to be told as of now, or why nobody needs to be told any more. */
async function messageOf(delivery: Delivery, parts: DeliverParts, now: Date): Promise<Message | string> {
  const { table, timeZone } = parts;
  if (delivery.kind === 'notice') {
    const notice = await readNotice(table, delivery.incident);
    return notice ? { delivery, notice, now, timeZone } : 'its notice is no longer kept';
  }
  const incident = await readIncident<Incident>(table, delivery.incident);
  if (!incident) return 'its incident is no longer kept';
  return (await whyNeedless(incident, delivery, table)) ?? { delivery, incident, now, timeZone };
}

async function send(claimed: readonly Claimed[], { notifiers }: DeliverParts): Promise<SendResult> {
  const channel = claimed[0]?.delivery.channel ?? '';
  const notifier = notifiers[channel];
  if (!notifier) return { result: 'refused', error: `escalation.delivery says no way to ${channel}` };
  const [first, ...others] = claimed.map(({ message }) => message);
  if (!first) return { result: 'refused', error: 'nothing to send' };
  return others.length > 0 && notifier.sendTogether ? notifier.sendTogether([first, ...others]) : notifier.send(first);
}

async function keepOutcome({ delivery, message }: Claimed, sent: SendResult, parts: DeliverParts, now: Date) {
  const after = judge(delivery, sent, now);
  const error = after.error ?? '';
  // Before it is marked as failed: if we die in between, it is tried once more, and nobody is forgotten.
  if (isPage(delivery) && isFallingBack(after)) await parts.onUndelivered(delivery, error);
  if (isGivenUp(after))
    await parts.onFailed?.(delivery, error, isOfNotice(message) ? undefined : wayFor(message.incident, delivery));
  await replaceDelivery(parts.table, delivery, after);
  return after.state as keyof DeliveryCounts;
}

/** Whether now is the time for another channel: once, however long this one is tried. */
function isFallingBack(delivery: Delivery): boolean {
  const { state, attempts } = delivery;
  return isGivenUp(delivery) ? attempts <= fallBackAfter : state === 'intended' && attempts === fallBackAfter;
}

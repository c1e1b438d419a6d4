import { noticeKey } from './keys.ts';
import { type Delivery, putDelivery } from './outbox.ts';
import { daysAfter } from './retention.ts';
import { StoreError } from './store-error.ts';
import type { Table, Write } from './table.ts';

/** Something that people are told once and that is no incident: the digest of a day, word of a silence. */
export interface Notice {
  /** Letters, digits, `-`, `_` and `.`; the same matter has the same id, so that it is told once. */
  readonly id: string;
  readonly cluster: string;
  readonly kind: 'digest' | 'silence';
  /** One line. */
  readonly headline: string;
  /** For a mail reader: plain text, the headline first. */
  readonly text: string;
  /** The same for a chat, where people read a few lines. */
  readonly brief: string;
  readonly at: string;
}

const keptDays = 400;

/**
 * Keeps a notice with one delivery for each channel, and with it what else must be kept at the same time. False, and
 * nothing is kept, when the notice is there already, or a condition of the others does not hold.
 */
export async function saveNotice(
  table: Table,
  notice: Notice,
  channels: readonly string[],
  others: readonly Write[] = [],
): Promise<boolean> {
  const put = { ...noticeKey(notice.id), ...notice, expiresAt: daysAfter(notice.at, keptDays) };
  const deliveries = channels.map((channel) => putDelivery(deliveryOf(notice, channel)));
  return (await table.transact([{ put, when: { absent: true } }, ...deliveries, ...others])).committed;
}

/** Nobody stands behind a notice who could acknowledge it: it goes to the team. */
function deliveryOf({ id, cluster, kind, headline, at }: Notice, channel: string): Delivery {
  return {
    incident: id,
    cluster,
    key: '0001.notice',
    channel,
    kind: 'notice',
    level: 0,
    responder: 'team',
    reason: `${kind}: ${headline}`.slice(0, 200),
    episode: 1,
    intendedAt: at,
    state: 'intended',
    attempts: 0,
    dueAt: at,
    endedAt: null,
    error: null,
  };
}

/** A notice as it was written; undefined when it is no longer kept. */
export async function readNotice(table: Table, id: string): Promise<Notice | undefined> {
  const item = await table.get(noticeKey(id));
  if (!item) return undefined;
  const text = (field: keyof Notice) => {
    const value = item[field];
    if (typeof value === 'string') return value;
    throw new StoreError('damaged', `the notice ${id} has no ${field}`);
  };
  const kind = text('kind') === 'digest' ? 'digest' : 'silence';
  const [cluster, headline, at] = [text('cluster'), text('headline'), text('at')];
  return { id, cluster, kind, headline, text: text('text'), brief: text('brief'), at };
}

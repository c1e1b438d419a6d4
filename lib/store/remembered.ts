import { rememberedPartition } from './keys.ts';
import { itemsOf, piecesOf } from './pieces.ts';
import { daysAfter } from './retention.ts';
import type { Item, Put, Table } from './table.ts';

/** How far later runs look back, and how long what they look back on is kept. */
const rememberedDays = 90;

/** What a run leaves for later ones, by name. */
export type Remembered = Readonly<Record<string, unknown>>;

/** What one run left under a name. */
interface KeptRemembered {
  readonly run: string;
  /** The instant (ISO) as of which it was true. */
  readonly at: string;
  readonly value: unknown;
}

interface RememberingRun {
  readonly id: string;
  readonly cluster: string;
  readonly judgedAt: string;
  readonly finishedAt: string;
}

/**
 * One item for each name, beside those of the cluster's other runs and apart from the run's document, so that looking
 * back over months reads no whole runs. What is too large for one item is kept as null: its reader sees that a run was
 * there, and not what it left.
 */
export function putRemembered({ id, cluster, judgedAt, finishedAt }: RememberingRun, remembered: Remembered): Put[] {
  const expiresAt = daysAfter(finishedAt, rememberedDays);
  return Object.entries(remembered).map(([name, value]) => {
    const piece = { name: `${name}#${judgedAt}#${id}`, text: JSON.stringify(value) };
    const [item, ...more] = itemsOf(rememberedPartition(cluster), piece, expiresAt);
    const [tooLarge] = itemsOf(rememberedPartition(cluster), { ...piece, text: 'null' }, expiresAt);
    return { put: (more.length === 0 ? item : tooLarge) as Item };
  });
}

/** What runs of the cluster left under a name in the 90 days up to `now`, newest first, at most so many. */
export async function readRemembered(
  table: Table,
  cluster: string,
  name: string,
  { now, atMost }: { readonly now: Date; readonly atMost: number },
): Promise<KeptRemembered[]> {
  const since = new Date(now.getTime() - rememberedDays * 86_400_000).toISOString();
  // '~' sorts after the '#' that ends the instant: what is of `now` itself is among them
  const sort = { from: `${name}#${since}`, to: `${name}#${now.toISOString()}~` };
  const items: Item[] = [];
  let cursor: { cursor?: string } = {};
  do {
    const limit = atMost - items.length;
    const page = await table.query({
      partition: rememberedPartition(cluster),
      sort,
      descending: true,
      limit,
      ...cursor,
    });
    items.push(...page.items);
    cursor = page.cursor === undefined ? {} : { cursor: page.cursor };
  } while (cursor.cursor !== undefined && items.length < atMost);
  return piecesOf(items).map(({ name: place, text }) => {
    const [, at = '', run = ''] = place.split('#');
    return { run, at, value: JSON.parse(text) as unknown };
  });
}

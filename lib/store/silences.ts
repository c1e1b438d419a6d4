import { silenceKey, silencesPartition } from './keys.ts';
import type { Item, Table } from './table.ts';

/** A time in which nobody is told of some findings: a silence, or a maintenance. Instants in ISO. */
export interface Silence {
  readonly id: string;
  readonly cluster: string;
  /** The check or the step that it is about; null: everything in the cluster. */
  readonly about: string | null;
  readonly since: string;
  readonly until: string;
  readonly owner: string;
  readonly reason: string;
}

/** Keeps a silence, in the place of an earlier one with its id. It leaves the table 30 days after its end. */
export async function saveSilence(table: Table, silence: Silence): Promise<void> {
  const expiresAt = Math.floor(Date.parse(silence.until) / 1000) + 30 * 86_400;
  await table.transact([{ put: { ...silenceKey(silence.cluster, silence.id), ...silence, expiresAt } }]);
}

/** The silences of a cluster that have not ended; the future ones among them. */
export async function listSilences(table: Table, cluster: string, now: Date): Promise<Silence[]> {
  const { items } = await table.query({ partition: silencesPartition(cluster) });
  return items.map(silenceOf).filter(({ until }) => until > now.toISOString());
}

function silenceOf(item: Item): Silence {
  const text = (field: keyof Silence) => String(item[field]);
  return {
    id: text('id'),
    cluster: text('cluster'),
    since: text('since'),
    until: text('until'),
    owner: text('owner'),
    reason: text('reason'),
    about: item['about'] === null ? null : text('about'),
  };
}

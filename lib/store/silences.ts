import { silenceKey, silencesPartition } from './keys.ts';
import { daysAfter } from './retention.ts';
import type { Item, Table, Write } from './table.ts';

/** A time in which nobody is told of some findings: a silence, or a maintenance. Instants in ISO. */
export interface Silence {
  readonly id: string;
  readonly cluster: string;
  /** The check, the step or the window that it is about; null: everything in the cluster. */
  readonly about: string | null;
  readonly since: string;
  readonly until: string;
  readonly owner: string;
  readonly reason: string;
}

/** How far a silence has come, as people were told: that it holds, that it is about to end, that it has ended. */
export type SilenceStage = 'planned' | 'begun' | 'ending' | 'ended';

export interface KeptSilence extends Silence {
  readonly stage: SilenceStage;
}

/** A silence leaves the table so long after its end. */
const keptDays = 30;

/** Keeps a silence, in the place of an earlier one with its id. */
export async function saveSilence(table: Table, silence: Silence): Promise<void> {
  const expiresAt = daysAfter(silence.until, keptDays);
  const stage: SilenceStage = 'planned';
  await table.transact([{ put: { ...silenceKey(silence.cluster, silence.id), ...silence, stage, expiresAt } }]);
}

/** Ends a silence now. False when its end has been changed since it was read. */
export async function endSilence(table: Table, { id, cluster, until }: Silence, now: Date): Promise<boolean> {
  const end = now.toISOString();
  const set = { until: end, expiresAt: daysAfter(end, keptDays) };
  return (await table.transact([{ update: silenceKey(cluster, id), set, when: { equals: { until } } }])).committed;
}

/** Says how far a silence has come; fails when its end has been changed since it was read. */
export function markStage({ id, cluster, until }: Silence, stage: SilenceStage): Write {
  return { update: silenceKey(cluster, id), set: { stage }, when: { equals: { until } } };
}

/** The silences of a cluster that have not ended; the future ones among them. */
export async function listSilences(table: Table, cluster: string, now: Date): Promise<KeptSilence[]> {
  return (await listKeptSilences(table, cluster)).filter(({ until }) => until > now.toISOString());
}

/** All silences of a cluster that are kept: also those that ended in the last 30 days. */
export async function listKeptSilences(table: Table, cluster: string): Promise<KeptSilence[]> {
  const { items } = await table.query({ partition: silencesPartition(cluster) });
  return items.map(silenceOf);
}

function silenceOf(item: Item): KeptSilence {
  const text = (field: keyof KeptSilence) => String(item[field]);
  return {
    id: text('id'),
    cluster: text('cluster'),
    since: text('since'),
    until: text('until'),
    owner: text('owner'),
    reason: text('reason'),
    about: item['about'] === null ? null : text('about'),
    stage: (item['stage'] ?? 'planned') as SilenceStage,
  };
}

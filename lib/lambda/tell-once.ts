import { piecesPartition } from '#lib/store/keys.ts';
import { daysAfter, defaultRetention } from '#lib/store/retention.ts';
import type { Table } from '#lib/store/table.ts';

/** Who tells of a run, and for how long nobody else may. */
export interface Telling {
  readonly runId: string;
  readonly now: Date;
  /** The longest that we can live. */
  readonly holdMs: number;
}

/**
 * Tells of a run unless that has been done or is being done, and gives whether it did. A telling that fails, or whose
 * process dies, is done by the event's next delivery.
 */
export async function tellOnce(
  table: Table,
  { runId, now, holdMs }: Telling,
  tell: () => Promise<void>,
): Promise<boolean> {
  const key = { pk: piecesPartition(runId), sk: 'TOLD' };
  const nowIso = now.toISOString();
  const heldUntil = new Date(now.getTime() + holdMs).toISOString();
  const expiresAt = daysAfter(nowIso, defaultRetention.runDays);
  const isFree = { anyOf: [{ absent: true }, { equals: { isTold: false }, lessThan: { heldUntil: nowIso } }] } as const;
  const claim = await table.transact([{ put: { ...key, isTold: false, heldUntil, expiresAt }, when: isFree }]);
  if (!claim.committed) return false;
  try {
    await tell();
  } catch (error) {
    await table.transact([{ update: key, set: { heldUntil: '' } }]);
    throw error;
  }
  await table.transact([{ update: key, set: { isTold: true } }]);
  return true;
}

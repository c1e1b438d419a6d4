import { allRunsKeys, type RunIdentity, runId, runKey } from './keys.ts';
import { daysAfter, defaultRetention, type Retention } from './retention.ts';
import { type RunSummary, summarizeStart, summaryOf } from './run-summary.ts';
import type { Condition, Item, Put, Table } from './table.ts';

/** Whether the run is ours to do; if not, how far the earlier one has come. */
export type Claim =
  | { readonly claimed: true; readonly id: string /** The holder before died. */; readonly takenOver: boolean }
  | { readonly claimed: false; readonly id: string; readonly earlier: RunSummary };

export interface ClaimOptions {
  readonly now: Date;
  /** For how long the claim holds: the longest that its holder can live. Default: 15 min, the longest of a Lambda. */
  readonly holdMs?: number;
  readonly retention?: Retention;
}

/**
 * Takes a run before it is done, so that a schedule that fires more than once has it done once. A claim that is no
 * longer held and never finished can be taken over; of several that try, one gets it.
 */
export async function claimRun(table: Table, identity: RunIdentity, options: ClaimOptions): Promise<Claim> {
  const id = runId(identity);
  const first = await table.transact([putClaim(identity, options, { absent: true })]);
  if (first.committed) return { claimed: true, id, takenOver: false };
  const earlier = first.failed[0]?.item;
  // It expired between the write and the answer: as good as absent.
  if (!earlier) return claimRun(table, identity, options);
  if (!isLapsed(earlier, options.now)) return { claimed: false, id, earlier: summaryOf(earlier) };
  const lapsed = { heldUntil: earlier.heldUntil ?? null };
  const second = await table.transact([putClaim(identity, options, { equals: lapsed })]);
  if (second.committed) return { claimed: true, id, takenOver: true };
  return { claimed: false, id, earlier: summaryOf(second.failed[0]?.item ?? earlier) };
}

/**
 * Lets go of a claim whose holder has failed, so that the next try need not wait until it lapses. `options` are those it
 * was claimed with. Does nothing when somebody else holds it by now, or has finished.
 */
export async function releaseRun(table: Table, identity: RunIdentity, options: ClaimOptions): Promise<void> {
  await table.transact([putClaim(identity, { ...options, holdMs: 0 }, { equals: { heldUntil: heldUntil(options) } })]);
}

function isLapsed({ heldUntil }: Item, now: Date): boolean {
  return typeof heldUntil === 'string' && heldUntil <= now.toISOString();
}

function heldUntil({ now, holdMs = 15 * 60_000 }: ClaimOptions): string {
  return new Date(now.getTime() + holdMs).toISOString();
}

function putClaim(identity: RunIdentity, options: ClaimOptions, when: Condition): Put {
  const { now, retention = {} } = options;
  const id = runId(identity);
  const { window, cluster, scheduledAt } = identity;
  const startedAt = now.toISOString();
  const summary = summarizeStart({ id, window, cluster, scheduledAt, startedAt });
  const { runDays = defaultRetention.runDays } = retention;
  return {
    when,
    put: {
      ...runKey(id),
      ...allRunsKeys(summary),
      finished: false,
      heldUntil: heldUntil(options),
      summary: JSON.stringify(summary),
      expiresAt: daysAfter(startedAt, runDays),
    },
  };
}

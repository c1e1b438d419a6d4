import type { JudgedRun, LedgerState } from '#lib/ledger/expected-runs.ts';
import type { StoredRun } from '#lib/ledger/judge-run.ts';
import { ledgerKey, ledgerRunKey, ledgerRunPrefix, runsPartition } from './keys.ts';
import { daysAfter } from './retention.ts';
import { summaryOf } from './run-summary.ts';
import type { Item, Table } from './table.ts';

/** The ledger of one cluster as it was last kept; `version` counts how often. */
export interface KeptLedger {
  readonly version: number;
  readonly state: LedgerState;
}

/** What is remembered of an expected run that did not simply take place. */
const keptDays = 400;

/** The ledger of a cluster; undefined before anybody has watched it. */
export async function readLedger(table: Table, cluster: string): Promise<KeptLedger | undefined> {
  const item = await table.get(ledgerKey(cluster));
  return item && { version: Number(item['version']), state: JSON.parse(String(item['state'])) as LedgerState };
}

/**
 * Keeps the ledger in the place of `before`, and what has become of runs. False, and nothing is kept, when somebody else
 * was faster.
 */
export async function saveLedger(
  table: Table,
  cluster: string,
  { before, state, runs }: { before: KeptLedger | undefined; state: LedgerState; runs: readonly JudgedRun[] },
): Promise<boolean> {
  const put = { ...ledgerKey(cluster), version: (before?.version ?? 0) + 1, state: JSON.stringify(state) };
  const when = before ? { equals: { version: before.version } } : ({ absent: true } as const);
  const records = runs.map(({ window, scheduledAt, state, lateMinutes }) => ({
    put: {
      ...ledgerRunKey(cluster, { window, scheduledAt }),
      window,
      cluster,
      scheduledAt,
      state,
      lateMinutes,
      expiresAt: daysAfter(scheduledAt, keptDays),
    },
  }));
  return (await table.transact([{ put, when }, ...records])).committed;
}

/** An expected run that was missed, failed, was cut short or came late. */
export interface LedgerRun extends JudgedRun {
  readonly cluster: string;
}

/** Those that were scheduled since an instant (ISO), oldest first. */
export async function listLedgerRuns(table: Table, cluster: string, since: string): Promise<LedgerRun[]> {
  const sort = { from: `${ledgerRunPrefix}${since}`, to: `${ledgerRunPrefix}~` };
  const { items } = await table.query({ partition: ledgerKey(cluster).pk, sort });
  return items.map(ledgerRunOf);
}

function ledgerRunOf(item: Item): LedgerRun {
  const { lateMinutes } = item;
  return {
    window: String(item['window']),
    cluster: String(item['cluster']),
    scheduledAt: String(item['scheduledAt']),
    state: item['state'] as LedgerRun['state'],
    lateMinutes: typeof lateMinutes === 'number' ? lateMinutes : null,
  };
}

/** The runs of a window that were scheduled since an instant (ISO), by hand or not, oldest first. */
export async function listRunsSince(
  table: Table,
  { window, cluster, since }: { window: string; cluster: string; since: string },
): Promise<StoredRun[]> {
  const { items } = await table.query({ partition: runsPartition(window, cluster), sort: { from: since } });
  return items.map((item) => {
    const { scheduledAt, startedAt, status, isPartial } = summaryOf(item);
    const { heldUntil } = item;
    const isHeld = status === 'unfinished' && typeof heldUntil === 'string';
    return { scheduledAt, startedAt, status, ...(isPartial && { isPartial }), heldUntil: isHeld ? heldUntil : null };
  });
}

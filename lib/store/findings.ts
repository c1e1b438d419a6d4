import type { ResolvedFinding, RunDocument } from '#lib/runs/run-document.ts';
import { batchesOf } from './batches.ts';
import { findingKey, findingPrefix, findingsPartition, latestRunKey } from './keys.ts';
import { daysAfter, defaultRetention, type Retention } from './retention.ts';
import { readRun } from './runs.ts';
import { StoreError } from './store-error.ts';
import type { Item, Put, Table } from './table.ts';

/** A finding as it stood when a run last saw it, or, if resolved, when it was last seen. */
type KeptFinding = ResolvedFinding;

/** What a run is compared with. */
export interface FindingsBefore {
  /** The run that was saved last in this window and cluster: what `comparedWith` must name. Null before the first. */
  readonly run: string | null;
  readonly open: readonly KeptFinding[];
  /** Those resolved lately: one that comes back is reopened. */
  readonly resolved: readonly (KeptFinding & { readonly resolvedAt: string })[];
}

/**
 * What is open in a window and cluster. Finishes the writing of a run whose process died after it was saved and
 * before all its findings were.
 */
export async function readOpenFindings(table: Table, cluster: string, window: string): Promise<FindingsBefore> {
  // The run first: if another is saved in between, `saveRun` sees that the comparison is with an older one.
  const latest = await table.get(latestRunKey(window, cluster));
  if (latest?.['applied'] === false) await applyLatest(table, String(latest['run']));
  const { items } = await table.query({
    partition: findingsPartition(window, cluster),
    sort: { prefix: findingPrefix },
  });
  return {
    run: latest ? String(latest['run']) : null,
    open: items.filter((item) => item['resolvedAt'] === undefined).map(keptFinding),
    resolved: items.flatMap((item) => {
      const { resolvedAt } = item;
      return typeof resolvedAt === 'string' ? [{ ...keptFinding(item), resolvedAt }] : [];
    }),
  };
}

async function applyLatest(table: Table, id: string): Promise<void> {
  try {
    await applyFindings(table, await readRun(table, id));
  } catch (error) {
    // Its document has expired since: what it wrote before it died is all that there will be.
    if (!(error instanceof StoreError) || error.failure !== 'not-found') throw error;
  }
}

/** Marks this run as the one to compare with, provided that it was itself compared with the one before. */
export function putLatest({ run }: RunDocument, applied: boolean): Put {
  return {
    put: { ...latestRunKey(run.window, run.cluster), run: run.id, applied },
    when: run.comparedWith === null ? { absent: true } : { equals: { run: run.comparedWith } },
  };
}

/**
 * What a run changes: its findings are open, those that it lists as resolved are not, all others stay as they are
 * (an unknown check neither resolves nor continues).
 */
export function putFindings({ run, steps, resolved }: RunDocument, retention: Retention = {}): Put[] {
  const { resolvedDays = defaultRetention.resolvedDays } = retention;
  const puts = new Map<string, Put>();
  const put = (finding: KeptFinding, fields: { resolvedAt: string; expiresAt: number } | undefined) =>
    puts.set(finding.fingerprint, {
      put: {
        ...findingKey(run.window, run.cluster, finding.fingerprint),
        ...fields,
        run: run.id,
        finding: JSON.stringify(finding),
      },
    });
  for (const finding of resolved) {
    put(finding, { resolvedAt: run.finishedAt, expiresAt: daysAfter(run.finishedAt, resolvedDays) });
  }
  for (const check of steps.flatMap((step) => step.checks)) {
    for (const { fingerprint, severity, subject, message, firstSeenAt, runs } of check.findings) {
      put({ fingerprint, check: check.id, severity, subject, message, firstSeenAt, runs }, undefined);
    }
  }
  return [...puts.values()];
}

/**
 * Writes a saved run's findings in several transactions, and says with the last that it is done. Does no harm when it
 * is done again, by whomever; ends when a newer run has been saved, which must have seen it done.
 */
export async function applyFindings(table: Table, document: RunDocument, retention: Retention = {}): Promise<void> {
  const { id, window, cluster } = document.run;
  const mark = (applied: boolean) => ({
    update: latestRunKey(window, cluster),
    set: { applied },
    when: { equals: { run: id } },
  });
  for (const batch of batchesOf(putFindings(document, retention), 1)) {
    const { committed } = await table.transact([mark(false), ...batch]);
    if (!committed) return;
  }
  await table.transact([mark(true)]);
}

function keptFinding(item: Item): KeptFinding {
  const text = item['finding'];
  if (typeof text !== 'string') throw new StoreError('damaged', `the finding at ${item.pk} ${item.sk} is empty`);
  return JSON.parse(text) as KeptFinding;
}

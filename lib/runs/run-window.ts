import type { ClusterConnection } from '#lib/cluster/connection.ts';
import type { SourceContext } from '#lib/cluster/source.ts';
import type { Window } from '#lib/runbook/window.ts';
import { type ClaimOptions, claimRun, releaseRun } from '#lib/store/claim-run.ts';
import { readOpenFindings } from '#lib/store/findings.ts';
import { type RunIdentity, runId } from '#lib/store/keys.ts';
import type { Remembered } from '#lib/store/remembered.ts';
import type { RunSummary } from '#lib/store/run-summary.ts';
import { saveRun } from '#lib/store/save-run.ts';
import type { Table } from '#lib/store/table.ts';
import { nothingBefore } from './compare.ts';
import { type RunFacts, toDocument } from './document.ts';
import { keptIn } from './kept-in.ts';
import type { LoadEvents } from './load-sources.ts';
import { type Look, look } from './look.ts';
import type { RunDocument } from './run-document.ts';

/** One run that is asked for. */
export interface RunOrder {
  readonly window: Window;
  readonly config: SourceContext['config'];
  readonly connection: ClusterConnection;
  /** The time for which it was scheduled: with window and cluster it is the run's identity. */
  readonly scheduledAt: Date;
  /** The instant as of which the cluster is judged, where it is not the start. */
  readonly judgedAt?: Date;
  /** Ids of the checks or steps to run; none: all. */
  readonly only: readonly string[];
  readonly clock: () => Date;
  /** The longest that whoever runs it can live: then another may take the run over. Default: see `claimRun`. */
  readonly holdMs?: number;
  readonly events?: LoadEvents;
  /** Whether the time to look has run out, asked once it has looked. */
  readonly isCutShort?: () => boolean;
}

/** Where a run is kept: not at all (`null`), or in a table, which a dry run only reads. */
export type Keeping = { readonly table: Table; readonly isDryRun: boolean } | null;

export type RunEnding =
  | { readonly isDone: true; readonly document: RunDocument; readonly isKept: boolean }
  /** The same run has been done, or is being done, by somebody else: nothing was read. */
  | { readonly isDone: false; readonly earlier: RunSummary };

/** A window whose runs are saved at the same time by several processes settles within a few rounds. */
const maxSaves = 10;

/** Runs a window: claims the run, looks, compares with the run before, keeps the result. */
export async function runWindow(order: RunOrder, keeping: Keeping): Promise<RunEnding> {
  const startedAt = order.clock();
  if (!keeping || keeping.isDryRun) return lookAndKeep(order, keeping, startedAt);
  const { table } = keeping;
  const options: ClaimOptions = { now: startedAt, ...(order.holdMs !== undefined && { holdMs: order.holdMs }) };
  const claim = await claimRun(table, identityOf(order), options);
  if (!claim.claimed) return { isDone: false, earlier: claim.earlier };
  try {
    return await lookAndKeep(order, keeping, startedAt);
  } catch (error) {
    // The next try may have it at once. When the table itself fails, the claim lapses.
    await releaseRun(table, identityOf(order), options).catch(() => undefined);
    throw error;
  }
}

async function lookAndKeep(order: RunOrder, keeping: Keeping, startedAt: Date): Promise<RunEnding> {
  const { window, config, clock } = order;
  const judgedAt = order.judgedAt ?? startedAt;
  const identity = identityOf(order);
  const seen = await look(
    window,
    order.only,
    { config, now: judgedAt, ...(keeping && { kept: keptIn(keeping.table, config.cluster.name) }) },
    order.connection,
    order.events,
  );
  const facts: RunFacts = {
    id: runId(identity),
    ...identity,
    startedAt: startedAt.toISOString(),
    finishedAt: clock().toISOString(),
    judgedAt: judgedAt.toISOString(),
    ...(order.isCutShort?.() && seen.reads.some(({ status }) => status === 'failed') && { isPartial: true as const }),
  };
  if (!keeping) return { isDone: true, document: toDocument(seen, nothingBefore, facts), isKept: false };
  return { isDone: true, ...(await keep(seen, facts, keeping)) };
}

function identityOf({ window, config, scheduledAt }: RunOrder): RunIdentity {
  return { window: window.id, cluster: config.cluster.name, scheduledAt: scheduledAt.toISOString() };
}

/** Compares and saves; again when another run of the window was saved in between. */
async function keep(seen: Look, facts: RunFacts, { table, isDryRun }: NonNullable<Keeping>) {
  const remembered = Object.assign({}, ...seen.verdicts.map((verdict) => verdict.remembered)) as Remembered;
  for (let saves = 1; ; saves += 1) {
    const document = toDocument(seen, await readOpenFindings(table, facts.cluster, facts.window), facts);
    if (isDryRun) return { document, isKept: false };
    const isKept = (await saveRun(table, document, { remembered })) !== 'overtaken';
    if (isKept || saves === maxSaves) return { document, isKept };
  }
}

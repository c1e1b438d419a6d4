import type { ClusterConnection } from '#lib/cluster/connection.ts';
import type { SourceContext } from '#lib/cluster/source.ts';
import { checksOf, type Window } from '#lib/runbook/window.ts';
import { runId } from '#lib/store/keys.ts';
import type { Table } from '#lib/store/table.ts';
import { nothingBefore } from './compare.ts';
import { toDocument } from './document.ts';
import { keptIn } from './kept-in.ts';
import { look } from './look.ts';
import type { RunDocument } from './run-document.ts';

export interface SecondLook {
  readonly window: Window;
  /** Ids of the checks that failed. */
  readonly checks: readonly string[];
  readonly config: SourceContext['config'];
  readonly connection: ClusterConnection;
  readonly now: Date;
  /** The instant as of which the cluster is judged, where it is not now. */
  readonly judgedAt?: Date;
  /** Where earlier runs are kept, for the checks that look back. */
  readonly table?: Table;
}

/**
 * Runs some checks of a window again, and no others; nothing is kept, and nothing compared. Of ids that are no check of
 * the window (an unreachable cluster has no check of its own) the window's first step shows whether it can be read.
 */
export async function lookAgain({
  window,
  checks,
  config,
  connection,
  now,
  judgedAt = now,
  table,
}: SecondLook): Promise<RunDocument> {
  const ids = new Set(window.steps.flatMap(checksOf).map(({ id }): string => id));
  const known = checks.filter((id) => ids.has(id));
  const only = known.length > 0 ? known : window.steps.slice(0, 1).map(({ id }) => id);
  const kept = table && { kept: keptIn(table, config.cluster.name) };
  const seen = await look(window, only, { config, now: judgedAt, ...kept }, connection);
  const at = now.toISOString();
  const identity = { window: window.id, cluster: config.cluster.name, scheduledAt: at };
  const facts = { id: runId(identity), ...identity, startedAt: at, finishedAt: at, judgedAt: judgedAt.toISOString() };
  return toDocument(seen, nothingBefore, facts);
}

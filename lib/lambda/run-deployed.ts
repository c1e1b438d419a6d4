import type { Logger } from '@aws-lambda-powertools/logger';
import type { RunbookConfig } from '#lib/config/schema.ts';
import { assertInWindow } from '#lib/runbook/asked-ids.ts';
import type { Window } from '#lib/runbook/window.ts';
import type { RunDocument } from '#lib/runs/run-document.ts';
import { type Keeping, type RunEnding, runWindow } from '#lib/runs/run-window.ts';
import { runId } from '#lib/store/keys.ts';
import { type RunSummary, summarize } from '#lib/store/run-summary.ts';
import { readRun } from '#lib/store/runs.ts';
import { StoreError } from '#lib/store/store-error.ts';
import { chooseConfig } from './deployed-configs.ts';
import { changesOf, composeMessage, isWorthTelling, unknownChecks } from './run-message.ts';
import { tellOnce } from './tell-once.ts';
import { startLookingTime } from './time-left.ts';
import type { WindowEvent } from './window-event.ts';
import type { WarmParts } from './window-parts.ts';

/** What an invocation answers. */
export interface WindowAnswer extends RunSummary {
  /** false for a dry run. */
  readonly isKept: boolean;
  /** Whether this invocation told people of it. */
  readonly isTold: boolean;
  /** Whether the run had been done before, so that nothing was looked at. */
  readonly isRepeat: boolean;
}

/** One invocation: what was asked, and how long there is. */
export interface Invocation {
  readonly window: Window;
  readonly event: WindowEvent;
  readonly remainingMs: () => number;
  readonly logger: Logger;
}

/** Runs a window, keeps the result and tells what changed. Throws `UsageError` for what the event gets wrong. */
export async function runDeployed(invocation: Invocation, parts: WarmParts): Promise<WindowAnswer> {
  const { window, event, logger } = invocation;
  const config = chooseConfig(parts.configs, event.cluster);
  assertInWindow(window, event.only);
  const scheduledAt = event.scheduledAt === undefined ? parts.clock() : new Date(event.scheduledAt);
  const cluster = config.cluster.name;
  logger.setCorrelationId(runId({ window: window.id, cluster, scheduledAt: scheduledAt.toISOString() }));
  logger.appendKeys({ window: window.id, cluster });
  try {
    return await runOnce(invocation, config, scheduledAt, parts);
  } catch (error) {
    if (error instanceof StoreError && error.failure === 'unavailable' && !event.dryRun) {
      await tellAllTheSame(error, { invocation, config, scheduledAt }, parts);
    }
    // Lambda tries again: once the table is back, the run is kept.
    throw error;
  }
}

async function runOnce(
  invocation: Invocation,
  config: RunbookConfig,
  scheduledAt: Date,
  parts: WarmParts,
): Promise<WindowAnswer> {
  const { event } = invocation;
  const keeping = { table: parts.table, isDryRun: event.dryRun };
  const ending = await runInTime(invocation, config, scheduledAt, { ...parts, keeping });
  const document = await documentOf(ending, parts);
  const isKept = !ending.isDone || ending.isKept;
  if (!isKept && !event.dryRun) throw new Error(`run ${document.run.id} could not be kept: other runs came between`);
  const isTold = isKept && (await tell(document, config, invocation, parts));
  if (isKept && parts.toldWithoutStore.delete(config.cluster.name)) {
    const { endWithStore } = await import('./tell-without-store.ts');
    await endWithStore({ document, config, variables: parts.variables }).catch((error: unknown) => {
      invocation.logger.warn('the alert of the time without the table could not be ended', error as Error);
    });
  }
  return { ...summarize(document), isKept, isTold, isRepeat: !ending.isDone };
}

/** The table is down: what the cluster looks like is told all the same, of one run once while the function is warm. */
async function tellAllTheSame(
  error: StoreError,
  { invocation, config, scheduledAt }: { invocation: Invocation; config: RunbookConfig; scheduledAt: Date },
  parts: WarmParts,
): Promise<void> {
  const { logger } = invocation;
  const { toldWithoutStore, topic, variables } = parts;
  const cluster = config.cluster.name;
  const id = runId({ window: invocation.window.id, cluster, scheduledAt: scheduledAt.toISOString() });
  if (toldWithoutStore.get(cluster) === id) return;
  try {
    const ending = await runInTime(invocation, config, scheduledAt, { ...parts, keeping: null });
    if (!ending.isDone) return;
    const { tellWithoutStore } = await import('./tell-without-store.ts');
    await tellWithoutStore({ document: ending.document, config, error, topic, variables });
    toldWithoutStore.set(cluster, id);
  } catch (further) {
    logger.error('told nobody that the table is down', further as Error);
  }
}

async function runInTime(
  { window, event, remainingMs }: Invocation,
  config: RunbookConfig,
  scheduledAt: Date,
  { keeping, clock, connect }: Pick<WarmParts, 'clock' | 'connect'> & { readonly keeping: Keeping },
): Promise<RunEnding> {
  const looking = startLookingTime(remainingMs());
  const connection = connect(config, looking.signal);
  try {
    const isCutShort = () => looking.signal.aborted;
    const order = {
      window,
      config,
      connection,
      scheduledAt,
      only: event.only,
      clock,
      holdMs: remainingMs(),
      isCutShort,
    };
    return await runWindow(order, keeping);
  } finally {
    looking.end();
    connection.close();
  }
}

/** A run that was done before is told of by whoever comes next, if its own invocation could not. */
async function documentOf(ending: RunEnding, { table }: WarmParts): Promise<RunDocument> {
  if (ending.isDone) return ending.document;
  const { id, status, startedAt } = ending.earlier;
  if (status !== 'unfinished') return readRun(table, id);
  // An error, so that Lambda tries again: by then it is done, or its invocation has died and this one takes it over.
  throw new Error(`run ${id} was started by another invocation at ${startedAt} and is under way`);
}

async function tell(
  document: RunDocument,
  { timeZone }: RunbookConfig,
  { remainingMs, logger }: Invocation,
  { table, topic, clock }: WarmParts,
): Promise<boolean> {
  const changes = changesOf(document, await unknownBefore(document, table));
  if (!isWorthTelling(changes)) return false;
  const telling = { runId: document.run.id, now: clock(), holdMs: remainingMs() };
  const isTold = await tellOnce(table, telling, () => topic.publish(composeMessage(document, changes, timeZone)));
  logger.info(isTold ? 'told what changed' : 'told before', { ...changes });
  return isTold;
}

/** What could not be looked at in the run before either is no news. Not asked for when all could be looked at. */
async function unknownBefore(document: RunDocument, table: WarmParts['table']): Promise<ReadonlySet<string>> {
  const { comparedWith } = document.run;
  if (comparedWith === null || unknownChecks(document).size === 0) return new Set();
  return readRun(table, comparedWith).then(unknownChecks, () => new Set<string>()); // expired: then all is news
}

import { act, chaseDue, heedSilences, settleRun, tryEach } from '#lib/incidents/chase.ts';
import { saveSwept } from '#lib/store/alert-path.ts';
import { listRuns, readRun } from '#lib/store/runs.ts';
import { listSettled, markSettled } from '#lib/store/settled-runs.ts';
import { alertPathWindow } from './alert-path/alert-path-window.ts';
import type { ExaminationParts } from './alert-path/examine-ways.ts';
import { noteFailure, watchAlertPath } from './alert-path/watch.ts';
import { type DeliverParts, type DeliveryCounts, deliverDue } from './deliver.ts';
import { writeDigest } from './digest.ts';
import { type ChaseSetting, chasePartsOf } from './incident-store.ts';
import { keepLedger, recheckRun } from './keep-ledger.ts';
import { advanceSilences } from './silence-stages.ts';

export interface SweepOrder extends ChaseSetting {
  readonly notifiers: DeliverParts['notifiers'];
  /** With what the ways to people are examined every few hours; without it they are not. */
  readonly examination?: ExaminationParts;
  readonly now: Date;
}

/** What a sweep did. */
export interface Swept {
  /** Runs whose findings have become incidents. */
  readonly runs: number;
  /** Incidents of which something was due. */
  readonly incidents: number;
  readonly deliveries: DeliveryCounts;
  /** Whether nothing is overdue, and every message has ended within its time. */
  readonly isClean: boolean;
}

/** Older runs say nothing about now. */
const settledHours = 24;
const maxRuns = 50;

/**
 * One sweep: what runs have found since becomes incidents, what is due of incidents is decided, what is to be told is
 * sent. Safe to do twice, at the same time, and after a crash at any point: whatever was left is done by the next. What
 * goes wrong with one run or incident holds up no other, and is thrown at the end.
 */
export async function sweep(order: SweepOrder): Promise<Swept> {
  const { table, config, cluster, notifiers, now } = order;
  const chase = chasePartsOf({ ...order, recheck: recheckWith(order) });
  const failed: unknown[] = [];
  const attempt = async <T>(work: () => Promise<T>): Promise<T | undefined> =>
    work().catch((error: unknown) => void failed.push(error));
  const heed = async (ids: readonly string[]) => {
    const [failure] = await heedSilences(ids, chase, now);
    if (failure !== undefined) throw failure;
  };
  await attempt(() => advanceSilences({ table, config, heed }, now));
  const runs = await unsettledRuns(order);
  const unsettled = await tryEach(runs, async ({ id }) => {
    await settleRun(await readRun(table, id), chase, now);
    await markSettled(table, id, now);
  });
  // what is wrong with the runbook itself no run tells anybody
  const untold = chasePartsOf({ ...order, recheck: recheckWith(order), toldByRuns: [] });
  const since = await attempt(() => keepLedger({ table, config, chase: untold }, now));
  const { count: incidents, failures } = await chaseDue(chase, now);
  const watch = { table, config, cluster, chase: untold, examination: order.examination };
  const isClean = await watchAlertPath(watch, now).catch((error: unknown) => void failed.push(error));
  if (since !== undefined) await attempt(() => writeDigest({ table, config, since }, now));
  const deliveries = await deliverDue(
    {
      table,
      cluster,
      notifiers,
      timeZone: config.timeZone,
      onUndelivered: async ({ incident, level, channel }, error) => {
        await act(incident, () => ({ kind: 'undelivered', level, channel, error }), chase, now);
      },
      onFailed: inTurn((delivery, error, way) => noteFailure(watch, { delivery, way, error }, now)),
    },
    now,
  );
  const [failure] = [...failed, ...unsettled, ...failures];
  if (failure !== undefined) throw failure;
  // the heartbeat: withheld while anything is left behind
  if (isClean) await saveSwept(table, cluster ?? config.cluster.name, now);
  return { runs: runs.length, incidents, deliveries, isClean: isClean === true };
}

/** Lets calls that come at the same time work one after the other: each builds on what the one before has kept. */
function inTurn<T extends readonly unknown[]>(work: (...given: T) => Promise<void>): (...given: T) => Promise<void> {
  let before: Promise<void> = Promise.resolve();
  return (...given) => {
    before = before.catch(() => undefined).then(() => work(...given));
    return before;
  };
}

/** What is about a run that should be there is looked up in the store, everything else in the cluster. */
function recheckWith(order: SweepOrder): SweepOrder['recheck'] {
  const notAgain = { result: 'unknown', reason: 'the ways to people are examined every few hours' } as const;
  return async (incident) =>
    incident.window === alertPathWindow
      ? notAgain
      : ((await recheckRun(incident, order, order.now)) ?? order.recheck(incident));
}

/** The runs of late that have finished, in the order in which they did. */
async function unsettledRuns({ table, cluster, now }: SweepOrder) {
  const since = new Date(now.getTime() - settledHours * 3_600_000).toISOString();
  const runs = await listRuns(table, { limit: maxRuns, ...(cluster !== null && { cluster }) });
  const settled = await listSettled(table);
  return runs
    .filter(({ id, finishedAt }) => finishedAt !== null && finishedAt >= since && !settled.has(id))
    .toSorted((a, b) => (String(a.finishedAt) < String(b.finishedAt) ? -1 : 1));
}

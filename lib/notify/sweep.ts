import { act, chaseDue, settleRun, tryEach } from '#lib/incidents/chase.ts';
import { listRuns, readRun } from '#lib/store/runs.ts';
import { listSettled, markSettled } from '#lib/store/settled-runs.ts';
import { type DeliverParts, type DeliveryCounts, deliverDue } from './deliver.ts';
import { type ChaseSetting, chasePartsOf } from './incident-store.ts';

export interface SweepOrder extends ChaseSetting {
  readonly notifiers: DeliverParts['notifiers'];
  readonly now: Date;
}

/** What a sweep did. */
export interface Swept {
  /** Runs whose findings have become incidents. */
  readonly runs: number;
  /** Incidents of which something was due. */
  readonly incidents: number;
  readonly deliveries: DeliveryCounts;
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
  const chase = chasePartsOf(order);
  const runs = await unsettledRuns(order);
  const unsettled = await tryEach(runs, async ({ id }) => {
    await settleRun(await readRun(table, id), chase, now);
    await markSettled(table, id, now);
  });
  const { count: incidents, failures } = await chaseDue(chase, now);
  const deliveries = await deliverDue(
    {
      table,
      cluster,
      notifiers,
      timeZone: config.timeZone,
      onUndelivered: async ({ incident, level, channel }, error) => {
        await act(incident, () => ({ kind: 'undelivered', level, channel, error }), chase, now);
      },
    },
    now,
  );
  const [failure] = [...unsettled, ...failures];
  if (failure !== undefined) throw failure;
  return { runs: runs.length, incidents, deliveries };
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

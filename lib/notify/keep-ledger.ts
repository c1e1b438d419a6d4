import type { RunbookConfig } from '#lib/config/schema.ts';
import { act, type ChaseParts, settleSightings } from '#lib/incidents/chase.ts';
import type { Recheck } from '#lib/incidents/event.ts';
import type { Incident } from '#lib/incidents/incident.ts';
import {
  beginLedger,
  type ExpectedRun,
  isScheduled,
  type JudgedRun,
  type LedgerState,
  newlyExpected,
  type WatchedWindow,
  watchWindows,
} from '#lib/ledger/expected-runs.ts';
import { isTrouble, judgeRun, type StoredRun } from '#lib/ledger/judge-run.ts';
import { windowSchedules } from '#lib/runbook/schedules.ts';
import { runId } from '#lib/store/keys.ts';
import { type KeptLedger, listRunsSince, readLedger, saveLedger } from '#lib/store/ledger.ts';
import type { Table } from '#lib/store/table.ts';
import { expectedRunOf, groupOf, sightMissedRun } from './missed-runs.ts';

export interface LedgerParts {
  readonly table: Table;
  readonly config: RunbookConfig;
  readonly chase: ChaseParts;
}

/** After a long time without a sweep the oldest go first, and the others with the next sweeps: one write takes so many. */
const maxFresh = 50;

/** An expected run as it stood at the last look, as it stands now, and why it is looked at no longer, if so. */
interface Entry {
  readonly before: JudgedRun;
  readonly after: JudgedRun;
  readonly settled: string | null;
}

/**
 * Holds the runs that the cluster should have had against those that it has. One that was missed, did not finish or was
 * cut short is an incident until it is done after all, or its window has run again. The first look only begins to watch.
 * Does no harm twice. Gives since when it is watched (ISO).
 */
export async function keepLedger(parts: LedgerParts, now: Date): Promise<string> {
  const { table, config } = parts;
  const { name: cluster } = config.cluster;
  const schedules = schedulesOf(config);
  const kept = await readLedger(table, cluster);
  if (!kept) {
    const state = beginLedger(schedules, now);
    await saveLedger(table, cluster, { before: undefined, state, runs: [] });
    return state.since;
  }
  const windows = watchWindows(kept.state.windows, schedules, now);
  const { graceMinutes } = config.escalation.ledger;
  const fresh = newlyExpected({ ...kept.state, windows }, graceMinutes, now).slice(0, maxFresh);
  const awaited = fresh.map((run): JudgedRun => ({ ...run, state: 'awaited', lateMinutes: null }));
  const entries: Entry[] = [];
  for (const before of [...kept.state.open, ...awaited]) entries.push(await lookAt(before, windows, parts, now));
  await tellOf(entries, parts, now);
  await keep({ kept, windows, fresh, entries }, parts);
  return kept.state.since;
}

/** The windows that run by a schedule on this cluster. */
function schedulesOf({ windows, timeZone, escalation }: RunbookConfig) {
  if (!escalation.ledger.enabled) return [];
  const shipped: Readonly<Record<string, string>> = windowSchedules;
  const ids = [...new Set([...Object.keys(shipped), ...Object.keys(windows)])];
  return ids.flatMap((window) => {
    const schedule = windows[window]?.schedule ?? shipped[window];
    const isOn = windows[window]?.enabled !== false;
    return schedule === undefined || !isOn ? [] : [{ window, schedule, timeZone }];
  });
}

async function lookAt(
  before: JudgedRun,
  windows: readonly WatchedWindow[],
  { table, config }: LedgerParts,
  now: Date,
): Promise<Entry> {
  const { window, scheduledAt } = before;
  const watched = windows.find((one) => one.window === window);
  const runs = await listRunsSince(table, { window, cluster: config.cluster.name, since: scheduledAt });
  const after = judgeRun(before, ownRun(runs, scheduledAt), config.escalation.ledger.graceMinutes, now);
  const isAgain = (run: StoredRun) =>
    run.scheduledAt > scheduledAt && isDone(run) && isScheduled(watched, run.scheduledAt);
  const again = runs.find(isAgain);
  if (after.state === 'late') return { before, after, settled: `it ran ${after.lateMinutes} min late` };
  if (after.state === 'completed') return { before, after, settled: 'it has been done' };
  if (again) return { before, after, settled: `the window ran again at ${again.startedAt}` };
  return { before, after, settled: watched ? null : 'the window has no schedule any more' };
}

function ownRun(runs: readonly StoredRun[], scheduledAt: string): StoredRun | undefined {
  return runs.find((run) => run.scheduledAt === scheduledAt);
}

const isDone = ({ status, isPartial }: StoredRun) => status !== 'unfinished' && !isPartial;

/** Opens, and ends, what has changed. However many were missed at once, one is paged: the newest. */
async function tellOf(entries: readonly Entry[], { config, chase }: LedgerParts, now: Date): Promise<void> {
  const { cluster, timeZone, escalation } = config;
  const begun = entries.filter(
    ({ before, after, settled }) => settled === null && isTrouble(after) && before.state !== after.state,
  );
  for (const { after } of begun) {
    const severity = after === begun.at(-1)?.after ? escalation.ledger.severity : 'warning';
    const seenIn = { id: runId({ ...after, cluster: cluster.name }), cluster: cluster.name, window: after.window };
    const state = after.state as Parameters<typeof sightMissedRun>[0]['state'];
    const sighting = sightMissedRun({ ...after, state }, { cluster: cluster.name, severity, timeZone });
    await settleSightings(seenIn, [sighting], chase, now);
  }
  for (const { before, settled } of entries) {
    if (settled === null) continue;
    const incident = await chase.readLatestOfGroup(groupOf(cluster.name, before));
    if (!incident || incident.resolvedAt !== null) continue;
    await act(incident.id, () => ({ kind: 'resolve', by: 'runbook', reason: settled }), chase, now);
  }
}

interface Looked {
  readonly kept: KeptLedger;
  readonly windows: readonly WatchedWindow[];
  readonly fresh: readonly ExpectedRun[];
  readonly entries: readonly Entry[];
}

/** Nothing is written where nothing has changed. */
async function keep({ kept, windows, fresh, entries }: Looked, { table, config }: LedgerParts): Promise<void> {
  const changed = entries.filter(({ before, after, settled }) => settled !== null || before.state !== after.state);
  if (windows === kept.state.windows && fresh.length === 0 && changed.length === 0) return;
  const state: LedgerState = {
    ...kept.state,
    windows,
    judgedUntil: fresh.at(-1)?.scheduledAt ?? kept.state.judgedUntil,
    open: entries.flatMap(({ after, settled }) => (settled === null ? [after] : [])),
  };
  const runs = changed
    .filter(({ before, after }) => before.state !== after.state)
    // one that simply took place needs no record, unless there is one that says otherwise
    .filter(({ before, after }) => isTrouble(after) || after.state === 'late' || isTrouble(before))
    .map(({ after }) => after);
  await saveLedger(table, config.cluster.name, { before: kept, state, runs });
}

/** Looks again for the run that an incident is about. Undefined for an incident that is about something else. */
export async function recheckRun(
  incident: Incident,
  { table, config }: Pick<LedgerParts, 'table' | 'config'>,
  now: Date,
): Promise<Recheck | undefined> {
  const expected = expectedRunOf(incident);
  if (!expected) return undefined;
  const { window, scheduledAt } = expected;
  const runs = await listRunsSince(table, { window, cluster: incident.cluster, since: scheduledAt });
  const judged = judgeRun(expected, ownRun(runs, scheduledAt), config.escalation.ledger.graceMinutes, now);
  if (judged.state === 'awaited') return { result: 'unknown', reason: 'it has begun, and is under way' };
  const { checks, findings, findingCount } = incident;
  return isTrouble(judged) ? { result: 'failing', trouble: { checks, findings, findingCount } } : { result: 'passing' };
}

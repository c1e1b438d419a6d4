import type { RunbookConfig } from '#lib/config/schema.ts';
import type { Incident } from '#lib/incidents/incident.ts';
import { localDay } from '#lib/ledger/fire-times.ts';
import { readAlertPath } from '#lib/store/alert-path.ts';
import { listIncidents, readTimeline } from '#lib/store/incidents.ts';
import { type LedgerRun, listLedgerRuns } from '#lib/store/ledger.ts';
import { type Delivery, listDeliveries } from '#lib/store/outbox.ts';
import type { RunSummary } from '#lib/store/run-summary.ts';
import { listRuns } from '#lib/store/runs.ts';
import { type KeptSilence, listSilences } from '#lib/store/silences.ts';
import type { Table } from '#lib/store/table.ts';
import { isGivenUp } from './judge-delivery.ts';

/** What a digest tells of the 24 hours before `now`. */
export interface DigestFacts {
  readonly cluster: string;
  readonly timeZone: string;
  readonly now: Date;
  /** Newest first. */
  readonly runs: readonly RunSummary[];
  readonly missed: readonly LedgerRun[];
  readonly open: readonly Incident[];
  readonly silences: readonly KeptSilence[];
  /** What was given up, or should long have been sent. */
  readonly undelivered: readonly Delivery[];
  /** Incidents that ended by themselves when their checks were run again. */
  readonly transient: number;
  /** Incidents that nobody was told of because of a silence. */
  readonly suppressed: number;
  readonly exemptions: RunbookConfig['exemptions'];
  readonly alertPath: readonly string[];
}

const dayMs = 86_400_000;
const maxRuns = 200;
/** More are neither open at once nor opened in a day. */
const maxIncidents = 100;
/** An exemption that ends so soon is told: long enough to mend what it hides. */
const exemptionDays = 7;
const overdueMs = 3_600_000;

/** Gathers what the digest tells. `before` is the digest of the day before, which may not have reached anybody. */
export async function gatherFacts(
  table: Table,
  config: RunbookConfig,
  { now, before }: { now: Date; before: string },
): Promise<DigestFacts> {
  const { name: cluster } = config.cluster;
  const { timeZone } = config;
  const since = new Date(now.getTime() - dayMs).toISOString();
  const [runs, missed, openOnes, newest, silences, { lines: alertPath }] = await Promise.all([
    listRuns(table, { cluster, limit: maxRuns }),
    listLedgerRuns(table, cluster, since),
    listIncidents<Incident>(table, { limit: maxIncidents, isOpen: true }),
    listIncidents<Incident>(table, { limit: maxIncidents, isOpen: false }),
    listSilences(table, cluster, now),
    readAlertPath(table, cluster),
  ]);
  const isOurs = (incident: Incident) => incident.cluster === cluster;
  const open = openOnes.filter(isOurs);
  const ended = newest.filter(isOurs).filter(({ resolvedAt }) => resolvedAt !== null && resolvedAt >= since);
  const recent = [...open, ...ended].map(({ id }) => id);
  const deliveries = await Promise.all([before, ...recent].map((id) => listDeliveries(table, id)));
  return {
    cluster,
    timeZone,
    now,
    missed: missed.filter(({ state }) => state !== 'completed'),
    open,
    silences,
    alertPath,
    runs: runs.filter(({ startedAt }) => startedAt >= since),
    undelivered: deliveries.flat().filter((delivery) => isUndelivered(delivery, since, now)),
    ...(await countUntold(table, open, ended)),
    exemptions: endingExemptions(config, now),
  };
}

function isUndelivered(delivery: Delivery, since: string, now: Date): boolean {
  const { endedAt, intendedAt } = delivery;
  if (endedAt === null) return Date.parse(intendedAt) < now.getTime() - overdueMs;
  return isGivenUp(delivery) && endedAt >= since;
}

async function countUntold(table: Table, open: readonly Incident[], ended: readonly Incident[]) {
  const timelines = await Promise.all(ended.map(({ id }) => readTimeline(table, id)));
  const isTransient = timelines.map((timeline) => (timeline.at(-1)?.text ?? '').startsWith('recovered by itself'));
  const wasSilenced = ended.filter(({ announcedAt }, index) => announcedAt === null && !isTransient[index]);
  return {
    transient: isTransient.filter(Boolean).length,
    suppressed: wasSilenced.length + open.filter(({ paused }) => paused !== null).length,
  };
}

/** Those that end within a week, or ended yesterday. */
function endingExemptions({ exemptions, timeZone }: RunbookConfig, now: Date): RunbookConfig['exemptions'] {
  const [from, to] = [now.getTime() - dayMs, now.getTime() + exemptionDays * dayMs].map((at) =>
    localDay(new Date(at), timeZone),
  );
  return exemptions.filter(({ until }) => until >= String(from) && until <= String(to));
}

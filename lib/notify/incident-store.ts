import type { Channel } from '#lib/config/escalation-schema.ts';
import type { RunbookConfig } from '#lib/config/schema.ts';
import type { ChaseParts, KeptChange } from '#lib/incidents/chase.ts';
import type { Incident, Pause } from '#lib/incidents/incident.ts';
import { policyOf } from '#lib/incidents/policy.ts';
import { listDueIncidents, readIncident, readLatestOfGroup, saveIncident } from '#lib/store/incidents.ts';
import { listSilences, type Silence } from '#lib/store/silences.ts';
import type { Table } from '#lib/store/table.ts';

export interface ChaseSetting {
  readonly table: Table;
  readonly config: RunbookConfig;
  /** Only incidents of this cluster are chased; null: all. */
  readonly cluster: string | null;
  readonly recheck: ChaseParts['recheck'];
  /** Channels through which a run itself tells the team what it found: of that it is not told again. Default: none. */
  readonly toldByRuns?: readonly Channel[];
}

/** Incidents in the table, decided on by the configuration. */
export function chasePartsOf({ table, config, cluster, recheck, toldByRuns = [] }: ChaseSetting): ChaseParts {
  return {
    read: async (id) => {
      const incident = await readIncident<Incident>(table, id);
      return cluster === null || incident?.cluster === cluster ? incident : undefined;
    },
    readLatestOfGroup: (group) => readLatestOfGroup<Incident>(table, group),
    listDue: (now) => listDueIncidents(table, now),
    save: (change) => saveChange(table, change),
    silencesFor: async (about, now) => pausesFor(about, await listSilences(table, about.cluster, now), now),
    policyFor(severity) {
      const { route, ...policy } = policyOf(config, severity);
      return { ...policy, route: { ...route, channels: route.channels.filter((one) => !toldByRuns.includes(one)) } };
    },
    grouping: {
      groupBy: config.escalation.groupBy,
      openAfterRunsOf: (check) => config.checks[check]?.openAfterRuns ?? config.escalation.openAfterRuns,
    },
    recheckSecondsOf: (check) => config.checks[check]?.recheckSeconds ?? 0,
    recheck,
  };
}

/** Keeps a change, and with it one delivery for each telling and channel. */
export function saveChange(table: Table, change: KeptChange): Promise<boolean> {
  const { id: incident, cluster, episode } = change.incident;
  const intendedAt = change.log[0]?.at ?? change.incident.openedAt;
  const deliveries = change.deliveries.map((telling) => ({
    ...telling,
    incident,
    cluster,
    episode,
    intendedAt,
    dueAt: intendedAt,
    state: 'intended' as const,
    attempts: 0,
    endedAt: null,
    error: null,
  }));
  return saveIncident(table, { ...change, deliveries });
}

/** A silence of the cluster, of the step, or of every check that fails, hides an incident: then all of it. */
export function pausesFor(
  { group, checks }: Pick<Incident, 'group' | 'checks'>,
  silences: readonly Silence[],
  now: Date,
): readonly Pause[] {
  const iso = now.toISOString();
  const holding = silences.filter(({ since, until }) => since <= iso && iso < until);
  const whole = holding.filter(({ about }) => about === null || group.split('/').includes(about));
  const byCheck = checks.map((check) => holding.find(({ about }) => about === check));
  if (whole.length > 0 || checks.length === 0) return whole;
  const each = byCheck.filter((silence) => silence !== undefined);
  if (each.length < checks.length) return [];
  // all of them together hold from the last one's begin to the first one's end
  const since =
    each
      .map((silence) => silence.since)
      .toSorted()
      .at(-1) ?? iso;
  const until = each.map((silence) => silence.until).toSorted()[0] ?? iso;
  return [{ since, until }];
}

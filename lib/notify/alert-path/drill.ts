import type { RunbookConfig } from '#lib/config/schema.ts';
import { act, type ChaseParts } from '#lib/incidents/chase.ts';
import { minutesAfter } from '#lib/incidents/engage-level.ts';
import { type Incident, nextActionAt } from '#lib/incidents/incident.ts';
import { open } from '#lib/incidents/next.ts';
import { type Policy, policyOf } from '#lib/incidents/policy.ts';
import { alertPathWindow } from './alert-path-window.ts';
import { partOf, type SeenPart } from './sight.ts';

/** A drill that could not begin so long after its time is left out: nobody expects it any more. */
const graceMinutes = 60;
const check = `${alertPathWindow}/drill`;

export interface DrillParts {
  readonly config: RunbookConfig;
  readonly chase: ChaseParts;
}

/**
 * The page that proves the whole way: at its time level 1 is paged through all of its channels by an incident that says
 * that it is a drill. It ends itself once somebody has acknowledged, or when the time to respond is over.
 *
 * Gives what the last drill has shown; undefined before the first, and while one goes on.
 */
export async function holdDrill(parts: DrillParts, now: Date): Promise<SeenPart | undefined> {
  const { config, chase } = parts;
  if (config.escalation.alertPath.drillAt === undefined) return undefined;
  const latest = await chase.readLatestOfGroup(groupOf(config));
  if (latest && latest.resolvedAt === null) {
    await endDrill(latest, chase, now);
    return undefined;
  }
  const scheduledAt = await lastTime(config, now);
  const isDue = scheduledAt !== null && minutesAfter(scheduledAt, graceMinutes) > now;
  if (isDue && (!latest || new Date(latest.openedAt) < scheduledAt)) {
    await beginDrill(parts, latest, now);
    return undefined;
  }
  return latest && judge(latest);
}

function groupOf({ cluster }: RunbookConfig): string {
  return `${cluster.name}/${alertPathWindow}/drill-page`;
}

async function lastTime({ escalation, timeZone }: RunbookConfig, now: Date): Promise<Date | null> {
  const { Cron } = await import('croner');
  const cron = new Cron(escalation.alertPath.drillAt ?? '', { timezone: timeZone });
  return cron.previousRuns(1, new Date(now.getTime() + 1))[0] ?? null;
}

async function beginDrill({ config, chase }: DrillParts, latest: Incident | undefined, now: Date): Promise<void> {
  const policy = drillPolicy(config);
  const cluster = config.cluster.name;
  const finding = {
    fingerprint: `${check} ${cluster}`,
    check,
    subject: { kind: 'AlertPath', namespace: null, name: 'drill' },
    message: 'DRILL, nothing is wrong: acknowledge this page to show that it reaches you',
    since: now.toISOString(),
    action: null,
  };
  const { incident, intents, log } = open(
    {
      id: `INC-${now.toISOString().replaceAll(/[-:]/g, '').replace('T', '-').slice(0, 15)}-drill`,
      cluster,
      window: alertPathWindow,
      group: groupOf(config),
      title: 'Drill of the alert path',
      severity: 'critical',
      trouble: { checks: [check], findings: [finding], findingCount: 1 },
      policy,
      silence: null,
    },
    now,
  );
  // through all at once: each of them is to be proved
  const channels = policy.levels[0]?.channels ?? [];
  const told = incident.told.map((one) => ({ ...one, channels }));
  const deliveries = intents.flatMap(({ channels: _first, ...intent }) =>
    channels.map((channel) => ({ ...intent, channel })),
  );
  const opened = { ...incident, told, pages: channels.length };
  await chase.save({
    incident: opened,
    before: null,
    replaces: latest?.id,
    nextActionAt: nextActionAt(opened),
    log,
    deliveries,
  });
}

/** Level 1 alone, once: a drill climbs no ladder, and nobody else is told of it. */
function drillPolicy(config: RunbookConfig): Policy {
  const policy = policyOf(config, 'critical');
  return {
    ...policy,
    levels: policy.levels.slice(0, 1),
    route: { pages: true, channels: [] },
    acknowledgementStopsEscalation: true,
    repageOnMissedResponse: false,
    repeat: { everyMinutes: policy.repeat.everyMinutes, atMost: 0 },
    reopenWithinHours: 0,
  };
}

async function endDrill(drill: Incident, chase: ChaseParts, now: Date): Promise<void> {
  const isOver = minutesAfter(new Date(drill.openedAt), respondMinutesOf(drill)) <= now;
  if (drill.acknowledgedAt === null && !isOver) return;
  const reason = drill.acknowledgedAt === null ? 'nobody acknowledged the drill' : 'the drill was acknowledged';
  await act(drill.id, () => ({ kind: 'resolve', by: 'runbook', reason }), chase, now);
}

function respondMinutesOf({ policy }: Incident): number {
  return policy.levels[0]?.respondMinutes ?? 0;
}

/** Who resolved it in time has answered too. */
function judge(drill: Incident): SeenPart {
  const part = { id: 'drill', title: 'the drill', channel: null };
  const { openedAt, resolvedAt, acknowledgedAt, policy } = drill;
  const limit = minutesAfter(new Date(openedAt), respondMinutesOf(drill)).toISOString();
  if (acknowledgedAt !== null || (resolvedAt ?? limit) < limit) {
    return partOf(part, { status: 'ok', seen: `the drill of ${openedAt} was acknowledged` });
  }
  const [level] = policy.levels;
  const seen = `nobody acknowledged the drill of ${openedAt} within ${respondMinutesOf(drill)} minutes: ${level?.name ?? 'level 1'} was paged through ${level?.channels.join(', ') || 'no channel'}`;
  const next = `See what became of its messages: runbook incidents ${drill.id}`;
  return partOf(part, { status: 'not-ok', seen, next });
}

import type { Channel } from '#lib/config/escalation-schema.ts';
import type { RunDocument } from '#lib/runs/run-document.ts';
import type { IncidentEvent, Recheck } from './event.ts';
import { carryOver, type Grouping, groupFindings, type Sighting } from './group-findings.ts';
import { type Incident, type Intent, type LogEntry, nextActionAt, type Pause, type Transition } from './incident.ts';
import { canReopen, next, open } from './next.ts';
import type { Policy } from './policy.ts';
import { silenceAt } from './simulate.ts';
import { isDue } from './tick.ts';

/** An intent for one channel, as the outbox takes it. */
export interface IntendedDelivery extends Omit<Intent, 'channels'> {
  readonly channel: Channel;
}

/** What of an incident is kept at once. */
export interface KeptChange {
  readonly incident: Incident;
  readonly before: Incident | null;
  readonly replaces?: string | undefined;
  readonly nextActionAt: string | null;
  readonly log: readonly LogEntry[];
  readonly deliveries: readonly IntendedDelivery[];
}

/** Where incidents are kept, and what decides about them: the store and the configuration behind one port. */
export interface ChaseParts {
  readonly read: (id: string) => Promise<Incident | undefined>;
  readonly readLatestOfGroup: (group: string) => Promise<Incident | undefined>;
  readonly listDue: (now: Date) => Promise<readonly string[]>;
  /** False when somebody else was faster. */
  readonly save: (change: KeptChange) => Promise<boolean>;
  readonly silencesFor: (
    trouble: Pick<Incident, 'cluster' | 'group' | 'checks'>,
    now: Date,
  ) => Promise<readonly Pause[]>;
  readonly policyFor: (severity: Incident['severity']) => Policy;
  readonly grouping: Grouping;
  /** So many seconds after a check has failed it is run again, before anybody is told; 0: people are told at once. */
  readonly recheckSecondsOf: (check: string) => number;
  /** Runs the failing checks of an incident again. */
  readonly recheck: (incident: Incident) => Promise<Recheck>;
}

/** What a finished run means for the incidents of its cluster: opens, changes, and resolves. Does no harm twice. */
export async function settleRun(document: RunDocument, parts: ChaseParts, now: Date): Promise<void> {
  await settleSightings(document.run, groupFindings(document, parts.grouping), parts, now);
}

/** The same for what something else than a run has seen, which has an id too: seen twice, it counts once. */
export async function settleSightings(
  seer: Seer,
  sightings: readonly Sighting[],
  parts: ChaseParts,
  now: Date,
): Promise<void> {
  for (const sighting of sightings) await decideAgain(() => settleSighting(seer, sighting, parts, now));
}

type Seer = Pick<Incident, 'id' | 'cluster' | 'window'>;

/** True once it is settled; false when it must be decided again. */
async function settleSighting(run: Seer, sighting: Sighting, parts: ChaseParts, now: Date): Promise<boolean> {
  const latest = await parts.readLatestOfGroup(sighting.group);
  const { group, title, severity, lastGood = null } = sighting;
  const isOpen = latest !== undefined && latest.resolvedAt === null;
  const trouble = isOpen ? carryOver(latest, sighting) : sighting.trouble;
  if (trouble.findingCount === 0) return !isOpen || apply(latest, { kind: 'passed', run: run.id }, parts, now);
  const silences = await parts.silencesFor({ cluster: run.cluster, group, checks: trouble.checks }, now);
  const silence = silenceAt(silences, now);
  // one check that is told at once is enough
  const recheckSeconds = Math.min(...trouble.checks.map((check) => parts.recheckSecondsOf(check)));
  if (latest && (isOpen || canReopen(latest, now)))
    return apply(latest, { kind: 'seen', trouble, silence, recheckSeconds, run: run.id, lastGood }, parts, now);
  const policy = parts.policyFor(severity);
  if (!policy.route.pages && policy.route.channels.length === 0) return true;
  const facts = { id: idOf(group, now), cluster: run.cluster, window: run.window, group, title, severity };
  return keep(
    open({ ...facts, trouble, policy, silence, recheckSeconds, run: run.id, lastGood }, now),
    null,
    parts,
    latest?.id,
  );
}

/** Such as `INC-20260302-060000-1x9c3k`: when it was opened, and a digest of its group (FNV-1a, 32 bits). */
function idOf(group: string, now: Date): string {
  const [day = '', time = ''] = now.toISOString().replaceAll(/[-:]/g, '').split(/[T.]/);
  let digest = 0x811c9dc5;
  for (const character of group) digest = Math.imul(digest ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return `INC-${day}-${time}-${(digest >>> 0).toString(36)}`;
}

/** Does what is due of every incident; gives how many there were, and what went wrong with some. */
export async function chaseDue(parts: ChaseParts, now: Date): Promise<{ count: number; failures: readonly unknown[] }> {
  const due = await parts.listDue(now);
  const failures = await tryEach(due, (id) =>
    decideAgain(async () => {
      const incident = await parts.read(id);
      return incident === undefined || tickOne(incident, parts, now);
    }),
  );
  return { count: due.length, failures };
}

/** Lets what holds of the silences take hold of incidents, which a silence has begun or ended for; gives what went wrong. */
export async function heedSilences(ids: readonly string[], parts: ChaseParts, now: Date): Promise<readonly unknown[]> {
  return tryEach(ids, (id) =>
    decideAgain(async () => {
      const incident = await parts.read(id);
      if (!incident) return true;
      const silence = silenceAt(await parts.silencesFor(incident, now), now);
      return apply(incident, { kind: 'silence', silence }, parts, now);
    }),
  );
}

/** Works on one after the other; gives the errors of those that failed, which hold up no other. */
export async function tryEach<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<unknown[]> {
  const failures: unknown[] = [];
  for (const item of items) await work(item).catch((error: unknown) => failures.push(error));
  return failures;
}

async function tickOne(incident: Incident, parts: ChaseParts, now: Date): Promise<boolean> {
  const silence = silenceAt(await parts.silencesFor(incident, now), now);
  const needsLook = silence === null && incident.resolvedAt === null && isDue(incident, now);
  const recheck: Recheck = needsLook ? await parts.recheck(incident) : { result: 'unknown', reason: 'nothing was due' };
  return apply(incident, { kind: 'tick', silence, recheck }, parts, now);
}

/** Lets a person's deed happen to an incident; gives what became of it. Undefined when there is no such incident. */
export async function act(
  id: string,
  eventFor: (incident: Incident) => IncidentEvent,
  parts: Pick<ChaseParts, 'read' | 'save'>,
  now: Date,
): Promise<Transition | undefined> {
  let done: Transition | undefined;
  await decideAgain(async () => {
    const incident = await parts.read(id);
    done = undefined; // what an earlier try decided was not kept
    if (!incident) return true;
    done = next(incident, eventFor(incident), now);
    return keep(done, incident, parts);
  });
  return done;
}

async function apply(incident: Incident, event: IncidentEvent, parts: ChaseParts, now: Date): Promise<boolean> {
  return keep(next(incident, event, now), incident, parts);
}

async function keep(
  transition: Transition,
  before: Incident | null,
  parts: Pick<ChaseParts, 'save'>,
  replaces?: string,
): Promise<boolean> {
  const { incident, intents, log } = transition;
  if (incident === before) return true;
  const deliveries = intents.flatMap(({ channels, ...intent }) => channels.map((channel) => ({ ...intent, channel })));
  return parts.save({ incident, before, replaces, nextActionAt: nextActionAt(incident), log, deliveries });
}

/** Whoever was faster has changed what we decided on. */
async function decideAgain(decide: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 10; tries += 1) if (await decide()) return;
  throw new Error('an incident changed ten times while it was being decided on');
}

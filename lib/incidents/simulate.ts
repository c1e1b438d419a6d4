import type { Severity } from '#lib/checks/check.ts';
import type { Channel } from '#lib/config/escalation-schema.ts';
import { minutesAfter } from './engage-level.ts';
import type { IncidentEvent } from './event.ts';
import { type Intent, nextActionAt, type Pause, type TellingKind, type Transition } from './incident.ts';
import { next, open } from './next.ts';
import type { Policy } from './policy.ts';

/** Somebody who would be told. `atMinute` counts from when the incident begins. */
export interface SimulatedTelling {
  readonly atMinute: number;
  readonly level: number;
  readonly kind: TellingKind;
  readonly responder: string;
  readonly channels: readonly Channel[];
}

export interface Simulation {
  readonly policy: Policy;
  readonly severity: Severity;
  /** When it begins. */
  readonly at: Date;
  readonly ackMinute?: number;
  readonly resolveMinute?: number;
  /** Silences that match what is simulated. */
  readonly silences: readonly Pause[];
  /** After so many seconds the check is run again, and fails again, before anybody is told. */
  readonly recheckSeconds?: number;
}

type Deed = { readonly at: Date; readonly event: IncidentEvent };

/** Who would be told by whom, how and when, if the incident began at `at`: the real rules, and nothing is sent. */
export function simulate(simulation: Simulation): SimulatedTelling[] {
  const { at, silences } = simulation;
  let transition = open(openingOf(simulation), at);
  const rows = [...rowsOf(transition, at, at)];
  const deeds = deedsOf(simulation);
  for (;;) {
    const due = nextActionAt(transition.incident);
    // what a person does in the same minute comes first
    const deed = deeds[0] && (due === null || deeds[0].at.toISOString() <= due) ? deeds.shift() : undefined;
    if (!deed && due === null) return rows;
    const now = deed?.at ?? sweepAfter(new Date(due ?? 0), at);
    const tick = { kind: 'tick', silence: silenceAt(silences, now), recheck: stillFailing(transition) } as const;
    transition = next(transition.incident, deed?.event ?? tick, now);
    rows.push(...rowsOf(transition, at, now));
  }
}

/** The sweep comes each minute. */
function sweepAfter(due: Date, begin: Date): Date {
  return minutesAfter(begin, Math.ceil((due.getTime() - begin.getTime()) / 60_000));
}

function openingOf({ policy, severity, at, silences, recheckSeconds = 0 }: Simulation) {
  const trouble = { checks: [], findings: [], findingCount: 0 };
  const facts = { id: 'simulated', cluster: '', window: '', group: '', title: '' };
  return { ...facts, severity, policy, trouble, silence: silenceAt(silences, at), recheckSeconds };
}

function deedsOf({ at, ackMinute, resolveMinute }: Simulation): Deed[] {
  const deeds: Deed[] = [];
  const by = 'somebody';
  if (ackMinute !== undefined) deeds.push({ at: minutesAfter(at, ackMinute), event: { kind: 'acknowledge', by } });
  if (resolveMinute !== undefined)
    deeds.push({ at: minutesAfter(at, resolveMinute), event: { kind: 'resolve', by, reason: 'simulated' } });
  return deeds.toSorted((a, b) => a.at.getTime() - b.at.getTime());
}

/** The silence that holds at an instant; of several, the one that ends last. */
export function silenceAt(silences: readonly Pause[], now: Date): Pause | null {
  const iso = now.toISOString();
  const holding = silences.filter(({ since, until }) => since <= iso && iso < until);
  return holding.toSorted((a, b) => (a.until < b.until ? 1 : -1))[0] ?? null;
}

function stillFailing({ incident: { checks, findings, findingCount } }: Transition) {
  return { result: 'failing', trouble: { checks, findings, findingCount } } as const;
}

function rowsOf({ intents }: Transition, begin: Date, now: Date): SimulatedTelling[] {
  const atMinute = Math.round((now.getTime() - begin.getTime()) / 60_000);
  return intents.map(({ level, kind, responder, channels }: Intent) => ({
    atMinute,
    level,
    kind,
    responder,
    channels,
  }));
}

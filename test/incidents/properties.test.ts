import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IncidentEvent } from '#lib/incidents/event.ts';
import { type Incident, nextActionAt, type Transition } from '#lib/incidents/incident.ts';
import { next, open } from '#lib/incidents/next.ts';
import { begin, openingOf, policyWith, troubleOf } from './support.ts';

const trouble = troubleOf('node-a');
const rechecks = fc.constantFrom(
  { result: 'failing', trouble } as const,
  { result: 'failing', trouble: troubleOf('node-b') } as const,
  { result: 'passing' } as const,
  { result: 'unknown', reason: 'timeout' } as const,
);

/** An event and the minutes that pass before it. */
const steps = fc.array(
  fc.record({
    waitMinutes: fc.integer({ min: 0, max: 300 }),
    silenceMinutes: fc.constantFrom(0, 0, 0, 30, 600),
    recheck: rechecks,
    kind: fc.constantFrom('tick', 'tick', 'tick', 'seen', 'passed', 'acknowledge', 'extend', 'escalate', 'resolve'),
  }),
  { maxLength: 40 },
);
type Step = typeof steps extends fc.Arbitrary<readonly (infer S)[]> ? S : never;

const policies = fc
  .record({
    clocksFrom: fc.constantFrom('level' as const, 'incident' as const),
    acknowledgementStopsEscalation: fc.boolean(),
    repageOnMissedResponse: fc.boolean(),
    resolveAfterRuns: fc.integer({ min: 1, max: 3 }),
  })
  .map(policyWith);

const plus = (at: Date, minutes: number) => new Date(at.getTime() + minutes * 60_000);

function eventOf({ kind, silenceMinutes, recheck }: Step, incident: Incident, now: Date): IncidentEvent {
  const until = plus(now, silenceMinutes).toISOString();
  const silence = silenceMinutes > 0 ? { since: now.toISOString(), until } : null;
  if (kind === 'tick') return { kind, silence, recheck };
  if (kind === 'seen') return { kind, silence, trouble };
  if (kind === 'extend') return { kind, by: 'ann', reason: 'r', until: plus(now, 200).toISOString() };
  if (kind === 'escalate') return { kind, by: 'ann', level: incident.level };
  if (kind === 'resolve') return { kind, by: 'ann', reason: 'r' };
  return kind === 'passed' ? { kind, run: now.toISOString() } : { kind: 'acknowledge', by: 'ann' };
}

interface Happened extends Transition {
  readonly before: Incident;
  readonly event: IncidentEvent;
  readonly now: Date;
}

function live(policy: ReturnType<typeof policyWith>, all: readonly Step[]): Happened[] {
  let { incident } = open(openingOf({ policy }), begin);
  let now = begin;
  return all.map((step) => {
    now = plus(now, step.waitMinutes);
    const [before, event] = [incident, eventOf(step, incident, now)];
    const transition = next(before, event, now);
    incident = transition.incident;
    return { ...transition, before, event, now };
  });
}

function expectOfLives(holds: (happened: readonly Happened[]) => void): void {
  fc.assert(
    fc.property(policies, steps, (policy, all) => holds(live(policy, all))),
    { numRuns: 300 },
  );
}

function expectOfAll(holds: (happened: Happened) => void): void {
  expectOfLives((happened) => happened.forEach(holds));
}

/** Channels, those of PagerDuty by level: each level has an alert of its own. */
function placesOf(tellings: Incident['told']): string[] {
  return tellings.flatMap(({ level, channels }) =>
    channels.map((channel) => (channel === 'pagerduty' ? `${channel} of level ${level}` : channel)),
  );
}

describe('whatever happens to an incident', () => {
  it('moves by one level at a time, and never down within an episode', () => {
    expectOfAll(({ before, incident }) => {
      const isBack = incident.episode > before.episode;
      const allowed = isBack ? [0, 1] : [before.level, before.level + 1];
      expect(allowed).toContain(incident.level);
    });
  });

  it('pages at most once for one event', () => {
    expectOfAll(({ intents }) => {
      const pages = intents.filter(({ kind }) => ['page', 'repage', 'escalate'].includes(kind));
      expect(pages.length).toBeLessThanOrEqual(1);
    });
  });

  it('tells nobody anything once it is resolved, unless it comes back', () => {
    expectOfAll(({ before, incident, intents }) => {
      const isOver = before.resolvedAt !== null && incident.episode === before.episode;
      expect(isOver ? intents : []).toEqual([]);
    });
  });

  it('tells of the end exactly those who were told', () => {
    expectOfAll(({ before, incident, intents }) => {
      const ends = before.resolvedAt === null && incident.resolvedAt !== null;
      const told = ends ? placesOf(before.told) : [];
      expect(placesOf(ends ? intents : []).toSorted()).toEqual([...new Set(told)].toSorted());
      expect(intents.filter(({ kind }) => ends && kind !== 'resolve')).toEqual([]);
    });
  });

  it('has its next action in the future after a tick, or none', () => {
    expectOfAll(({ incident, event, now }) => {
      const due = event.kind === 'tick' ? nextActionAt(incident) : null;
      expect(Date.parse(due ?? '9999-01-01')).toBeGreaterThan(now.getTime());
    });
  });

  it('does nothing more when a tick is repeated at the same instant', () => {
    expectOfAll(({ incident, event, now }) => {
      const again = event.kind === 'tick' ? next(incident, event, now).intents : [];
      expect(again).toEqual([]);
    });
  });

  it('leads to the same from the same', () => {
    expectOfAll(({ before, event, now, ...transition }) => expect(next(before, event, now)).toEqual(transition));
  });

  it('gives every telling a key of its own', () => {
    expectOfLives((happened) => {
      const keys = happened.flatMap(({ intents }) => intents.map(({ key }) => key));
      expect(new Set(keys).size).toBe(keys.length);
    });
  });
});

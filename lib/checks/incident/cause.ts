import type { Subject } from '../check.ts';
import { isPodFault, keyOf, type Moment } from './moment.ts';

/**
 * How far the objects themselves say so: `certain` (the mechanism is recorded: pods on a node that is lost), `likely` (the
 * same workload right after a change to it), `possible` (only the time fits).
 */
export type Confidence = 'certain' | 'likely' | 'possible';

/** What probably brought faults about. */
export interface Cause {
  readonly rule: string;
  readonly confidence: Confidence;
  readonly subject: Subject;
  /** When it began (ISO). */
  readonly at: string;
  /** What happened, to go on after the subject's name. */
  readonly text: string;
  /** The faults that it accounts for, the earliest first; each fault is accounted for once. */
  readonly effects: readonly Moment[];
}

/** One way in which faults come about. */
export interface CauseRule {
  readonly id: string;
  /** By what it is told, for people. */
  readonly why: string;
  /**
   * The causes of this kind, given the whole timeline and the faults that no rule before has accounted for, both the
   * earliest first.
   */
  readonly find: (timeline: readonly Moment[], faults: readonly Moment[]) => Omit<Cause, 'rule'>[];
}

export const minuteMs = 60_000;

/** Clocks of nodes and of the control plane differ by so much, so that an effect may seem to come before its cause. */
const skewMs = minuteMs;

/** True when `effect` began after `cause` did, at most so many minutes. */
export function follows(effect: Moment, cause: Pick<Moment, 'at'>, withinMinutes = Number.POSITIVE_INFINITY): boolean {
  const afterMs = Date.parse(effect.at) - Date.parse(cause.at);
  return afterMs >= -skewMs && afterMs <= withinMinutes * minuteMs;
}

/** The top-level owners of faults, each once. */
export function ownersOf(faults: readonly Moment[]): Subject[] {
  return [...new Map(faults.map(({ owner }) => [keyOf(owner), owner])).values()];
}

/** A cause that is itself a moment of the timeline. */
export function causedBy(moment: Moment, confidence: Confidence, effects: readonly Moment[]): Omit<Cause, 'rule'> {
  const { subject, at, text } = moment;
  return { confidence, subject, at, text, effects };
}

/** One cause for each owner of these faults: its own first fault, in the words of the one that tells most. */
export function causesByOwner(faults: readonly Moment[], confidence: Confidence): Omit<Cause, 'rule'>[] {
  return [...Map.groupBy(faults, ({ owner }) => keyOf(owner)).values()].flatMap((effects) => {
    const first = effects[0];
    const telling = effects.find(({ sign }) => sign !== 'pod-not-ready') ?? first;
    return first && telling
      ? [{ ...causedBy(first, confidence, effects), subject: first.owner, text: telling.text }]
      : [];
  });
}

/** The faults of pods in a timeline. */
export function faultsOf(timeline: readonly Moment[]): Moment[] {
  return timeline.filter(isPodFault);
}

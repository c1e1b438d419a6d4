import type { RemediationStep, Severity, Subject } from '#lib/checks/check.ts';
import type { Channel } from '#lib/config/escalation-schema.ts';
import type { Policy } from './policy.ts';

/** A finding as its incident carries it. */
export interface IncidentFinding {
  readonly fingerprint: string;
  readonly check: string;
  readonly subject: Subject;
  readonly message: string;
  /** Since when (ISO): as the objects say it, else when a run first saw it. */
  readonly since: string;
  /** The first thing to do about it. */
  readonly action: RemediationStep | null;
}

/** What is wrong: all failing checks, and as many of their findings as a message can show. */
export interface Trouble {
  readonly checks: readonly string[];
  readonly findings: readonly IncidentFinding[];
  readonly findingCount: number;
}

/** People who have been told, and are told when it is resolved. Level 0: the team, which is informed. */
export interface Told {
  readonly level: number;
  readonly responder: string;
  readonly channels: readonly Channel[];
}

/** A time in which nobody is told: clocks stand still. Instants in ISO. */
export interface Pause {
  readonly since: string;
  readonly until: string;
}

/** Something that people must mend, from when it was seen until it is gone. All instants are ISO. */
export interface Incident extends Trouble {
  readonly id: string;
  readonly cluster: string;
  readonly window: string;
  /** What it is about: findings with the same group belong to one incident. */
  readonly group: string;
  readonly title: string;
  readonly severity: Severity;
  readonly policy: Policy;
  readonly openedAt: string;
  /** 1, and one more each time that it came back. */
  readonly episode: number;
  /** When people were first told in this episode. */
  readonly announcedAt: string | null;
  /** The level that was paged last, from 1; 0 before the first. */
  readonly level: number;
  readonly engagedAt: string | null;
  /** The level's response clock; null once it is met or missed. */
  readonly responseDueAt: string | null;
  /** The level's resolve clock; null when nothing follows. */
  readonly resolutionDueAt: string | null;
  /** When the current level acknowledged. */
  readonly acknowledgedAt: string | null;
  /** How often the current level was paged. */
  readonly pages: number;
  /** How often the last level was paged again after its time. */
  readonly repeats: number;
  readonly paused: Pause | null;
  /** Runs in a row without its findings. */
  readonly passes: number;
  /** The last of them: each counts once. */
  readonly passedRun: string | null;
  readonly told: readonly Told[];
  readonly resolvedAt: string | null;
  /** One more with each change. */
  readonly version: number;
}

/** What people are told: a level's page, its repetition, a further level's first page, news for the team, the end. */
export type TellingKind = 'page' | 'repage' | 'escalate' | 'inform' | 'resolve';

/** Somebody who is to be told something. */
export interface Intent {
  /** Stands for this telling in its incident: the same change leads to the same key. */
  readonly key: string;
  readonly kind: TellingKind;
  readonly level: number;
  readonly responder: string;
  readonly channels: readonly Channel[];
  /** Why, in a few words. */
  readonly reason: string;
}

/** One line of an incident's timeline. */
export interface LogEntry {
  readonly at: string;
  /** A person, or `runbook`. */
  readonly by: string;
  readonly text: string;
}

/** What became of an incident through one event. */
export interface Transition {
  readonly incident: Incident;
  readonly intents: readonly Intent[];
  readonly log: readonly LogEntry[];
}

/** When something is to be done about it next (ISO), or null. */
export function nextActionAt(incident: Incident): string | null {
  const { resolvedAt, paused, responseDueAt, resolutionDueAt } = incident;
  if (resolvedAt !== null) return null;
  if (paused) return paused.until;
  const due = [responseDueAt, resolutionDueAt].filter((at) => at !== null);
  return due.toSorted()[0] ?? null;
}

/** The name of the whole team as a responder. */
export const team = 'team';

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

/** The two clocks of a level that was paged: by when it had to respond and to resolve, and what came of it. In ISO. */
export interface LevelClocks {
  readonly episode: number;
  readonly level: number;
  readonly responder: string;
  readonly pagedAt: string;
  /** As they stood last: a silence moves them, and so does who takes more time. */
  readonly respondBy: string;
  readonly resolveBy: string;
  readonly acknowledgedAt: string | null;
  readonly acknowledgedBy: string | null;
  /** When the next level was paged, or the incident resolved; null while it is this level's. */
  readonly endedAt: string | null;
}

/** The run before the first that saw it, and what that one found to be otherwise. */
export interface LastGood {
  /** When it was (ISO). */
  readonly at: string;
  readonly newFindings: number;
  readonly goneFindings: number;
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
  /** What was found when this episode began. */
  readonly foundFirst: readonly IncidentFinding[];
  /** Null where it is not known. */
  readonly lastGood: LastGood | null;
  /** The run whose findings these are; null before there is one. */
  readonly run: string | null;
  /** Before anybody is told: when its checks are run again. */
  readonly recheckAt: string | null;
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
  /** Whether the current level's response clock was started again, because its acknowledgement was withdrawn. */
  readonly isRestarted: boolean;
  /** Earlier levels that acknowledged after a further one was paged. */
  readonly acknowledgedLate: readonly number[];
  /** Of each level that was paged, in that order. */
  readonly clocks: readonly LevelClocks[];
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
  const { resolvedAt, paused, recheckAt, responseDueAt, resolutionDueAt } = incident;
  if (resolvedAt !== null) return null;
  if (paused) return paused.until;
  const due = [recheckAt, responseDueAt, resolutionDueAt].filter((at) => at !== null);
  return due.toSorted()[0] ?? null;
}

/** What is wrong, in a few words. */
export function describeTrouble({ findings, findingCount }: Pick<Trouble, 'findings' | 'findingCount'>): string {
  const [first] = findings;
  if (!first) return `${findingCount} findings`;
  return findingCount > 1 ? `${first.message} (and ${findingCount - 1} more)` : first.message;
}

/** The name of the whole team as a responder. */
export const team = 'team';

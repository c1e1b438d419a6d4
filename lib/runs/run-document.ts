import type { Evidence, RemediationStep, Severity, Subject } from '#lib/checks/check.ts';
import type { Exemption } from '#lib/config/exemptions-schema.ts';

/** `unknown` outranks `failed`: a run that could not look everywhere is never green, and says so first. */
export type RunStatus = 'passed' | 'failed' | 'unknown';
export type CheckStatus = RunStatus | 'not-applicable';
/** Against the run before: not seen then, seen then too, or seen earlier and gone in between. */
export type FindingState = 'new' | 'ongoing' | 'reopened';

/** One thing that is wrong, rolled up by owner. */
export interface Finding {
  /** Stable over runs: check, cluster, top-level owner and discriminator, never a pod's name. */
  readonly fingerprint: string;
  readonly severity: Severity;
  readonly state: FindingState;
  readonly subject: Subject;
  /** The top-level owner, where it is not the subject. */
  readonly owner?: Subject;
  /** The other subjects rolled up into this finding. */
  readonly also: readonly Subject[];
  readonly message: string;
  /** Since when, as the objects say it (ISO). */
  readonly since: string | null;
  /** When a run first saw it (ISO), and in how many runs in a row; from the store. */
  readonly firstSeenAt: string;
  readonly runs: number;
  readonly remediation: readonly RemediationStep[];
  readonly evidence: Evidence;
}

export interface CheckResult {
  readonly id: string;
  readonly title: string;
  readonly status: CheckStatus;
  /** Why it is unknown or not applicable, or what a passed verdict does not cover. */
  readonly reason?: string;
  readonly examined: number;
  readonly findings: readonly Finding[];
}

export interface StepResult {
  readonly id: string;
  readonly title: string;
  readonly status: CheckStatus;
  readonly checks: readonly CheckResult[];
}

/** How one source was read. */
export interface ReadRecord {
  readonly source: string;
  readonly requests: number;
  readonly bytes: number;
  readonly items: number;
  readonly durationMs: number;
  readonly status: 'ok' | 'denied' | 'failed' | 'absent';
  readonly error?: string;
}

/** A finding of the run before that is gone. */
export interface ResolvedFinding {
  readonly fingerprint: string;
  readonly check: string;
  readonly severity: Severity;
  readonly subject: Subject;
  readonly message: string;
  readonly firstSeenAt: string;
  readonly runs: number;
}

/** A finding that is there and was taken out of the result by an exemption. */
export interface HiddenFinding extends Pick<Finding, 'fingerprint' | 'severity' | 'subject' | 'message'> {
  readonly check: string;
  readonly exemption: Pick<Exemption, 'owner' | 'reason' | 'until'>;
}

/** What the exemptions of the configuration did in a run, as far as they are of its checks. */
export interface ExemptionReport {
  readonly hidden: readonly HiddenFinding[];
  /** They hide nothing any more: to be taken out of the configuration, or given another end. */
  readonly ended: readonly Exemption[];
  /** They hid nothing although their check did look. */
  readonly unmatched: readonly Exemption[];
}

/** What a run gives: the JSON contract (`schemaVersion` 1), and the input of every report. */
export interface RunDocument {
  readonly schemaVersion: 1;
  readonly run: {
    readonly id: string;
    readonly window: string;
    readonly cluster: string;
    readonly scheduledAt: string;
    readonly startedAt: string;
    readonly finishedAt: string;
    /** The instant as of which the cluster was judged: the start, or when a snapshot was taken. */
    readonly judgedAt: string;
    readonly status: RunStatus;
    /** Its time ran out before it had looked at everything. Absent where it had enough. */
    readonly isPartial?: true;
    /** The run that this one is compared with, null for the first. */
    readonly comparedWith: string | null;
  };
  readonly steps: readonly StepResult[];
  readonly resolved: readonly ResolvedFinding[];
  readonly measurements: Readonly<Record<string, unknown>>;
  readonly reads: readonly ReadRecord[];
  /** Absent when the configuration has no exemptions. */
  readonly exemptions?: ExemptionReport;
}

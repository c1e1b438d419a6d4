import type { FindingDraft } from './roll-up.ts';
import type { CheckVerdict } from './run-check.ts';
import type { Finding, ResolvedFinding } from './run-document.ts';

/** What the runs before left, for one window of one cluster. */
export interface Before {
  /** The run that is compared with, null when there was none. */
  readonly run: string | null;
  /** Findings still open after it. */
  readonly open: readonly ResolvedFinding[];
  /** Findings that were open once and were resolved lately. */
  readonly resolved: readonly Pick<ResolvedFinding, 'fingerprint'>[];
}

/** A first run has nothing before it. */
export const nothingBefore: Before = { run: null, open: [], resolved: [] };

export interface Compared {
  readonly findings: ReadonlyMap<FindingDraft, Finding>;
  readonly resolved: readonly ResolvedFinding[];
}

/**
 * Tells what is new, what goes on, what came back, and what is gone. Only a check that looked can say that a finding is
 * gone: those of checks that were unknown or not run stay open as they were, and so do those that an exemption hides
 * (`hidden`, by fingerprint).
 */
export function compare(
  verdicts: readonly CheckVerdict[],
  before: Before,
  startedAt: string,
  hidden: ReadonlySet<string> = new Set(),
): Compared {
  const open = new Map(before.open.map((finding) => [finding.fingerprint, finding]));
  const resolvedLately = new Set(before.resolved.map((finding) => finding.fingerprint));
  const follow = (draft: FindingDraft): Finding => {
    const known = open.get(draft.fingerprint);
    if (known) return { ...draft, state: 'ongoing', firstSeenAt: known.firstSeenAt, runs: known.runs + 1 };
    return {
      ...draft,
      state: resolvedLately.has(draft.fingerprint) ? 'reopened' : 'new',
      firstSeenAt: startedAt,
      runs: 1,
    };
  };
  const drafts = verdicts.flatMap((verdict) => verdict.findings);
  const seen = new Set([...drafts.map((draft) => draft.fingerprint), ...hidden]);
  const looked = new Set<string>(verdicts.filter(({ status }) => status !== 'unknown').map(({ check }) => check.id));
  return {
    findings: new Map(drafts.map((draft) => [draft, follow(draft)])),
    resolved: before.open.filter(({ check, fingerprint }) => looked.has(check) && !seen.has(fingerprint)),
  };
}

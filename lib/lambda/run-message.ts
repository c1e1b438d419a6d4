import type { Severity } from '#lib/checks/check.ts';
import type { TopicMessage } from '#lib/notify/sns.ts';
import { renderTerminal } from '#lib/report/terminal.ts';
import type { RunDocument } from '#lib/runs/run-document.ts';

/** What changed with a run. */
export interface Changes {
  /** Severities of the findings that the run before did not have. */
  readonly appeared: readonly Severity[];
  readonly resolved: number;
  /** Checks that could not look, and could in the run before. */
  readonly newlyUnknown: number;
}

/** @param before ids of the checks that could not look in the run before */
export function changesOf({ steps, resolved }: RunDocument, before: ReadonlySet<string>): Changes {
  const checks = [...new Map(steps.flatMap((step) => step.checks.map((check) => [check.id, check]))).values()];
  return {
    appeared: checks.flatMap((check) => check.findings.filter(({ state }) => state !== 'ongoing').map(severityOf)),
    resolved: resolved.length,
    newlyUnknown: checks.filter(({ id, status }) => status === 'unknown' && !before.has(id)).length,
  };
}

/** Ids of the checks of a run that could not look. */
export function unknownChecks({ steps }: RunDocument): ReadonlySet<string> {
  const checks = steps.flatMap((step) => step.checks);
  return new Set(checks.filter(({ status }) => status === 'unknown').map(({ id }) => id));
}

/** People are told of what changed, and of nothing else. */
export function isWorthTelling({ appeared, resolved, newlyUnknown }: Changes): boolean {
  return appeared.length > 0 || resolved > 0 || newlyUnknown > 0;
}

/** What `run` prints, for a mail reader. */
export function composeMessage(document: RunDocument, changes: Changes, timeZone: string): TopicMessage {
  const { window, cluster, status } = document.run;
  const words = [
    changes.appeared.length > 0 ? `${changes.appeared.length} new` : '',
    changes.resolved > 0 ? `${changes.resolved} resolved` : '',
    changes.newlyUnknown > 0 ? `${changes.newlyUnknown} could not look` : '',
  ];
  return {
    subject: `${status.toUpperCase()} ${window} on ${cluster}: ${words.filter(Boolean).join(', ')}`,
    body: renderTerminal(document, { color: false, width: 100, timeZone }),
    attributes: { window, cluster, severity: severityOfChanges(changes), kind: 'report' },
  };
}

const severityOf = ({ severity }: { readonly severity: Severity }) => severity;

/** The worst of what is new; not to be able to look is a warning, good news are information. */
function severityOfChanges({ appeared, newlyUnknown }: Changes): Severity {
  const all: readonly Severity[] = newlyUnknown > 0 ? [...appeared, 'warning'] : appeared;
  return (['critical', 'warning'] as const).find((severity) => all.includes(severity)) ?? 'info';
}

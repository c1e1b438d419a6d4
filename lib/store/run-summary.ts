import type { Finding, RunDocument, RunStatus } from '#lib/runs/run-document.ts';
import { StoreError } from './store-error.ts';
import type { Item } from './table.ts';

type Severity = Finding['severity'];

/** A run in a line: what a list of runs shows. */
export interface RunSummary extends Pick<RunDocument['run'], RunFields> {
  /** Null while it is under way, and for good when its process died; then all counts are 0. */
  readonly finishedAt: string | null;
  readonly status: RunStatus | 'unfinished';
  /** Findings by severity. */
  readonly severities: Readonly<Record<Severity, number>>;
  /** Findings that the run before did not have: new or reopened. */
  readonly appeared: number;
  /** Findings of the run before that are gone. */
  readonly resolved: number;
  readonly checks: number;
  /** Checks that could not look. */
  readonly unknown: number;
}

type RunFields = 'id' | 'window' | 'cluster' | 'scheduledAt' | 'startedAt' | 'judgedAt' | 'isPartial';

/** A run that has begun, and of which no more is known. */
export function summarizeStart(run: Omit<Pick<RunDocument['run'], RunFields>, 'judgedAt'>): RunSummary {
  const nothing = { severities: { critical: 0, warning: 0, info: 0 }, appeared: 0, resolved: 0, checks: 0, unknown: 0 };
  return { ...run, judgedAt: run.startedAt, finishedAt: null, status: 'unfinished', ...nothing };
}

/** A run that has finished. */
export function summarize({ run, steps, resolved }: RunDocument): RunSummary {
  // a check may stand in two steps, and counts once
  const checks = [...new Map(steps.flatMap((step) => step.checks.map((check) => [check.id, check]))).values()];
  const findings = checks.flatMap((check) => check.findings);
  const countOf = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
  const { comparedWith: _, ...facts } = run;
  return {
    ...facts,
    severities: { critical: countOf('critical'), warning: countOf('warning'), info: countOf('info') },
    appeared: findings.filter((finding) => finding.state !== 'ongoing').length,
    resolved: resolved.length,
    checks: checks.length,
    unknown: checks.filter((check) => check.status === 'unknown').length,
  };
}

/** The summary that a run's item carries. */
export function summaryOf(item: Item): RunSummary {
  const text = item['summary'];
  if (typeof text !== 'string') throw new StoreError('damaged', `the run at ${item.pk} ${item.sk} has no summary`);
  return JSON.parse(text) as RunSummary;
}

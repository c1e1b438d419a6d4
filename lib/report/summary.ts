import type { Severity } from '#lib/checks/check.ts';
import { formatDuration } from '#lib/checks/duration.ts';
import type { CheckStatus, FindingState, StepResult } from '#lib/runs/run-document.ts';
import { count, formatBytes } from './count.ts';
import { listChecks } from './findings.ts';
import type { ShownDocument } from './printable.ts';
import { type Clock, formatInstant } from './time.ts';

/** How many there are of each: what every headline is made of. */
export interface Tally {
  readonly severities: Readonly<Record<Severity, number>>;
  readonly states: Readonly<Record<FindingState, number>>;
  readonly statuses: Readonly<Record<CheckStatus, number>>;
  readonly resolved: number;
}

/** Counts a run's findings by severity and state, and its checks by status. */
export function tally({ steps, resolved }: ShownDocument): Tally {
  const checks = listChecks(steps);
  const findings = checks.flatMap((check) => check.findings);
  const amount = <T>(items: readonly T[], matches: (item: T) => boolean) => items.filter(matches).length;
  const bySeverity = (severity: Severity) => amount(findings, (finding) => finding.severity === severity);
  const byState = (state: FindingState) => amount(findings, (finding) => finding.state === state);
  const byStatus = (status: CheckStatus) => amount(checks, (check) => check.status === status);
  return {
    severities: { critical: bySeverity('critical'), warning: bySeverity('warning'), info: bySeverity('info') },
    states: { new: byState('new'), ongoing: byState('ongoing'), reopened: byState('reopened') },
    statuses: {
      passed: byStatus('passed'),
      failed: byStatus('failed'),
      unknown: byStatus('unknown'),
      'not-applicable': byStatus('not-applicable'),
    },
    resolved: resolved.length,
  };
}

/** The verdict as a sentence; what could not be looked at comes first: `2 of 31 checks could not look; 4 critical.` */
export function describeVerdict({ severities, statuses }: Tally): string {
  const applicable = statuses.passed + statuses.failed + statuses.unknown;
  const found = describeSeverities(severities);
  if (statuses.unknown > 0) {
    const blind = `${statuses.unknown} of ${count(applicable, 'check')} could not look`;
    const others = statuses.passed > 0 ? 'the others found nothing wrong' : '';
    return `${[blind, found || others].filter(Boolean).join('; ')}.`;
  }
  if (found !== '') return `${found}, from ${count(applicable, 'check')}.`;
  return applicable === 0
    ? 'No check applied: nothing was looked at.'
    : `${count(applicable, 'check')} found nothing wrong.`;
}

/** `3 critical, 5 warnings, 1 info`; empty when there are none. */
function describeSeverities(severities: Tally['severities']): string {
  const counts = [
    severities.critical > 0 ? [count(severities.critical, 'critical', 'critical')] : [],
    severities.warning > 0 ? [count(severities.warning, 'warning')] : [],
    severities.info > 0 ? [count(severities.info, 'info', 'info')] : [],
  ];
  return counts.flat().join(', ');
}

/** What changed, and against which run: `5 new, 1 reopened, 5 still open, 2 resolved since Sun 1 Mar 08:00.` */
export function describeChanges({ states, resolved }: Tally, comparedWith: string | null, clock: Clock): string {
  if (comparedWith === null) return 'The first run of this window here: there is none to compare with.';
  const since = `since ${describeRun(comparedWith, clock)}`;
  const changes = [
    `${states.new} new`,
    `${states.reopened} reopened`,
    `${states.ongoing} still open`,
    `${resolved} resolved`,
  ];
  const all = states.new + states.reopened + states.ongoing + resolved;
  return all === 0 ? `Nothing changed ${since}.` : `${changes.join(', ')} ${since}.`;
}

/** How the cluster was read: `14 sources, 22 requests, 1,203 objects, 1.3 MB in 0.4 s; 1 denied`. */
export function describeReads({ reads, run }: ShownDocument): string {
  const total = (figure: 'requests' | 'items' | 'bytes') => reads.reduce((sum, read) => sum + read[figure], 0);
  const amounts = [
    count(reads.length, 'source'),
    count(total('requests'), 'request'),
    count(total('items'), 'object'),
    formatBytes(total('bytes')),
  ].join(', ');
  const broken = (['denied', 'failed', 'absent'] as const)
    .map((status) => [reads.filter((read) => read.status === status).length, status] as const)
    .flatMap(([amount, status]) => (amount > 0 ? [`; ${amount} ${status}`] : []));
  return `${amounts} in ${formatTook(run)}${broken.join('')}`;
}

/**
 * What exemptions did, in one line: `1 finding hidden (nodes/ready until 2026-12-31: Ann); 1 ended (pods/ready on
 * 2026-01-31: Ann); 1 hid nothing (jobs/succeeded: Bob)`. Undefined when there is nothing to tell.
 */
export function describeExemptions({ exemptions }: ShownDocument): string | undefined {
  if (!exemptions) return undefined;
  const { hidden, ended, unmatched } = exemptions;
  const told = [
    hidden.length > 0 &&
      `${count(hidden.length, 'finding')} hidden ${listUpTo(hidden.map(({ check, exemption }) => `${check} until ${exemption.until}: ${exemption.owner}`))}`,
    ended.length > 0 &&
      `${ended.length} ended ${listUpTo(ended.map(({ check, until, owner }) => `${check} on ${until}: ${owner}`))}`,
    unmatched.length > 0 &&
      `${unmatched.length} hid nothing ${listUpTo(unmatched.map(({ check, owner }) => `${check}: ${owner}`))}`,
  ];
  return told.filter((part) => part !== false).join('; ') || undefined;
}

/** `(a, b and 3 more)`: each once. */
function listUpTo(texts: readonly string[], most = 5): string {
  const all = [...new Set(texts)];
  const rest = all.length - most;
  return `(${all.slice(0, most).join(', ')}${rest > 0 ? ` and ${rest} more` : ''})`;
}

/** Passed checks by step: `19 checks: Cluster health 8 of 12, Monitoring 5 of 5`. */
export function describePassed({ steps }: ShownDocument): string {
  const passed = listChecks(steps).filter((check) => check.status === 'passed').length;
  const shares = steps.map((step) => `${step.title} ${describeShare(step)}`);
  return passed === 0 ? 'no check' : `${count(passed, 'check')}: ${shares.join(', ')}`;
}

/** How many of a step's checks passed, of those that applied: `8 of 12`. */
export function describeShare({ checks }: StepResult): string {
  const applicable = checks.filter((check) => check.status !== 'not-applicable');
  return `${applicable.filter((check) => check.status === 'passed').length} of ${applicable.length}`;
}

/** The instant as of which a run judged, which its ages are counted from. */
export function clockOf({ run }: ShownDocument, timeZone: string): Clock {
  return { at: run.judgedAt, timeZone };
}

/** A run by its time, which ends its id (`.20260302T070000Z`); by the id itself when it does not. */
function describeRun(id: string, clock: Clock): string {
  const time = /\.(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)\d*Z$/.exec(id);
  if (time === null) return id;
  const [, year, month, day, hour, minute, second] = time;
  return formatInstant(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`, clock);
}

function formatTook({ startedAt, finishedAt }: ShownDocument['run']): string {
  const tookMs = Date.parse(finishedAt) - Date.parse(startedAt);
  return tookMs < 10_000 ? `${(Math.max(0, tookMs) / 1000).toFixed(1)} s` : formatDuration(tookMs);
}

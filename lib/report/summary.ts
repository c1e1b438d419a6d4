import type { Severity } from '#lib/checks/check.ts';
import type { CheckResult, CheckStatus, Finding, FindingState, StepResult } from '#lib/runs/run-document.ts';
import { count, formatBytes } from './count.ts';
import type { ShownDocument } from './printable.ts';
import { type Clock, formatDuration, formatInstant } from './time.ts';

/** States in the words that people read. */
export const stateWords: Readonly<Record<FindingState, string>> = { new: 'new', reopened: 'reopened', ongoing: 'open' };

/** How many there are of each: what every headline is made of. */
export interface Tally {
  readonly severities: Readonly<Record<Severity, number>>;
  readonly states: Readonly<Record<FindingState, number>>;
  readonly statuses: Readonly<Record<CheckStatus, number>>;
  readonly resolved: number;
}

/** Checks that say the same, said once. */
export interface Reason {
  readonly reason: string;
  readonly checks: readonly CheckResult[];
}

const severityOrder: readonly Severity[] = ['critical', 'warning', 'info'];
const stateOrder: readonly FindingState[] = ['new', 'reopened', 'ongoing'];

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
export function describeSeverities(severities: Tally['severities']): string {
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
  const total = (pick: (read: ShownDocument['reads'][number]) => number) =>
    reads.reduce((sum, read) => sum + pick(read), 0);
  const amounts = [
    count(reads.length, 'source'),
    count(
      total((read) => read.requests),
      'request',
    ),
    count(
      total((read) => read.items),
      'object',
    ),
    formatBytes(total((read) => read.bytes)),
  ].join(', ');
  const broken = (['denied', 'failed', 'absent'] as const)
    .map((status) => [reads.filter((read) => read.status === status).length, status] as const)
    .flatMap(([amount, status]) => (amount > 0 ? [`; ${amount} ${status}`] : []));
  return `${amounts} in ${formatTook(run)}${broken.join('')}`;
}

/** Every check once: several steps may have the same one. */
export function listChecks(steps: readonly StepResult[]): CheckResult[] {
  return [...new Map(steps.flatMap((step) => step.checks.map((check) => [check.id, check]))).values()];
}

/** What a step shows: findings told here, the worst and the newest first, and checks told under an earlier step. */
export interface StepFindings {
  readonly step: StepResult;
  readonly findings: readonly { readonly check: CheckResult; readonly finding: Finding }[];
  readonly toldBefore: readonly { readonly check: CheckResult; readonly under: StepResult }[];
}

/** The findings by step, each told once; steps without any are left out. */
export function listFindings({ steps }: ShownDocument): StepFindings[] {
  const told = new Map<string, StepResult>();
  const all = steps.map((step) => {
    const found = step.checks.filter((check) => check.findings.length > 0);
    const toldBefore = found.flatMap((check) => {
      const under = told.get(check.id);
      return under === undefined ? [] : [{ check, under }];
    });
    const fresh = found.filter((check) => !told.has(check.id));
    for (const check of fresh) told.set(check.id, step);
    const findings = fresh.flatMap((check) => check.findings.map((finding) => ({ check, finding })));
    return { step, findings: findings.sort((a, b) => compareUrgency(a.finding, b.finding)), toldBefore };
  });
  return all.filter(({ findings, toldBefore }) => findings.length + toldBefore.length > 0);
}

/** The reasons that checks of one status give, each with its checks. A passed check without a reason is not listed. */
export function listReasons({ steps }: ShownDocument, status: CheckStatus): Reason[] {
  const checks = listChecks(steps).filter((check) => check.status === status);
  const told = checks.filter((check) => check.reason !== undefined || status !== 'passed');
  const groups = Map.groupBy(told, (check) => check.reason ?? 'no reason given');
  return [...groups].map(([reason, of]) => ({ reason, checks: of }));
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

/** All findings with the steps that tell them, the worst and the newest of the whole run first. */
export function rankFindings(document: ShownDocument): { readonly step: StepResult; readonly finding: Finding }[] {
  const told = listFindings(document).flatMap(({ step, findings }) =>
    findings.map(({ finding }) => ({ step, finding })),
  );
  return told.sort((a, b) => compareUrgency(a.finding, b.finding));
}

/** The instant as of which a run judged, which its ages are counted from. */
export function clockOf({ run }: ShownDocument, timeZone: string): Clock {
  return { at: run.judgedAt, timeZone };
}

/** A run by its time, which ends its id; by the id itself when it does not. */
export function describeRun(id: string, clock: Clock): string {
  const at = /\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.exec(id)?.[0];
  return at === undefined ? id : formatInstant(at, clock);
}

/** Puts the worst first, and of the same severity what is new. */
export function compareUrgency(a: Finding, b: Finding): number {
  const rank = ({ severity, state }: Finding) => severityOrder.indexOf(severity) * 3 + stateOrder.indexOf(state);
  return rank(a) - rank(b);
}

function formatTook({ startedAt, finishedAt }: ShownDocument['run']): string {
  const tookMs = Date.parse(finishedAt) - Date.parse(startedAt);
  return tookMs < 10_000 ? `${(Math.max(0, tookMs) / 1000).toFixed(1)} s` : formatDuration(tookMs);
}

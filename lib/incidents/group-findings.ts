import type { Severity } from '#lib/checks/check.ts';
import type { RunbookConfig } from '#lib/config/schema.ts';
import type { CheckResult, Finding, RunDocument } from '#lib/runs/run-document.ts';
import type { IncidentFinding, LastGood, Trouble } from './incident.ts';

/** What a run says about one incident that there is, or could be. */
export interface Sighting {
  readonly group: string;
  readonly title: string;
  readonly severity: Severity;
  /** What it saw; no findings where all is well. */
  readonly trouble: Trouble;
  /** The run before, where all of this is new in this run. */
  readonly lastGood?: LastGood | null;
  /** Ids of the checks that looked: of all others it says nothing. */
  readonly looked: ReadonlySet<string>;
}

/** So many findings stand in an incident; more cannot be told anyway. */
const maxFindings = 20;

const severities = ['critical', 'warning'] as const;

/** How findings become incidents. */
export interface Grouping {
  /** What an incident is about: all that is wrong in a window, in a step, or by one check. */
  readonly groupBy: RunbookConfig['escalation']['groupBy'];
  /** Findings of a check that were seen in fewer runs in a row do not count yet. */
  readonly openAfterRunsOf: (check: string) => number;
}

/**
 * The findings of a run by cluster, window, part of it (most often a step) and severity: each such group is one
 * incident. A run that could read nothing at all says one thing only: that the cluster cannot be reached. Information
 * waits for the report.
 */
export function groupFindings(document: RunDocument, { groupBy, openAfterRunsOf }: Grouping): Sighting[] {
  const reach = sightReach(document);
  if (reach.trouble.findingCount > 0) return [reach];
  const parts = partsBy[groupBy](document);
  return [
    reach,
    ...parts.flatMap((part) => severities.map((severity) => sightPart(document, part, severity, openAfterRunsOf))),
  ];
}

/** Checks whose findings belong together. `path` is what the group is named by, besides cluster, window and severity. */
interface Part {
  readonly path: readonly string[];
  readonly title: string;
  readonly checks: readonly CheckResult[];
}

const partsBy: Readonly<Record<Grouping['groupBy'], (document: RunDocument) => Part[]>> = {
  window: ({ run, steps }) => [
    { path: [], title: run.window, checks: onceEach(steps.flatMap(({ checks }) => checks)) },
  ],
  step: ({ steps }) => steps.map(({ id, title, checks }) => ({ path: [id], title, checks })),
  check: ({ steps }) =>
    steps.flatMap((step) =>
      step.checks.map((check) => ({ path: [step.id, check.id], title: check.title, checks: [check] })),
    ),
};

/** A check may stand in several steps of a window, with one result. */
function onceEach(checks: readonly CheckResult[]): CheckResult[] {
  return [...new Map(checks.map((check) => [check.id, check])).values()];
}

/** The id under which an unreachable cluster stands where a check's id would. */
const reachId = 'cluster/reachable';

function sightReach(document: RunDocument): Sighting {
  const { run, reads, steps } = document;
  const isReached = reads.length === 0 || reads.some(({ status }) => status !== 'failed');
  const subject = { kind: 'Cluster', namespace: null, name: run.cluster };
  const finding: IncidentFinding = {
    fingerprint: `${reachId} ${run.cluster}`,
    check: reachId,
    subject,
    message: `cluster ${run.cluster} cannot be reached, ${countBlind(steps)} could not look: ${reads.find(({ error }) => error)?.error ?? 'every read failed'}`,
    since: run.startedAt,
    action: { text: 'See whether the API server answers.', command: 'kubectl get --raw /readyz' },
  };
  return {
    group: `${run.cluster}/reachable`,
    title: 'The cluster cannot be reached',
    severity: 'critical',
    trouble: isReached ? noTrouble : { checks: [reachId], findings: [finding], findingCount: 1 },
    lastGood: lastGoodOf(document),
    looked: new Set([reachId]),
  };
}

function countBlind(steps: RunDocument['steps']): string {
  const blind = new Set(
    steps.flatMap(({ checks }) => checks.filter(({ status }) => status === 'unknown').map(({ id }) => id)),
  );
  return blind.size === 1 ? '1 check' : `${blind.size} checks`;
}

const noTrouble: Trouble = { checks: [], findings: [], findingCount: 0 };

function sightPart(
  document: RunDocument,
  { path, title, checks }: Part,
  severity: Severity,
  openAfterRunsOf: (check: string) => number,
): Sighting {
  const counts = (finding: Finding, check: string) =>
    finding.severity === severity && finding.runs >= openAfterRunsOf(check);
  const { run } = document;
  const counted = checks.flatMap(({ id, findings }) => findings.filter((finding) => counts(finding, id)));
  return {
    group: [run.cluster, run.window, ...path, severity].join('/'),
    title,
    severity,
    trouble: troubleOf(checks, counts),
    lastGood: counted.every(({ runs }) => runs === 1) ? lastGoodOf(document) : null,
    looked: new Set(checks.filter(({ status }) => status !== 'unknown').map(({ id }) => id)),
  };
}

/** A run's id ends in the instant for which it was scheduled. */
function lastGoodOf({ run, steps, resolved }: RunDocument): LastGood | null {
  const time = /(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)\d*Z$/.exec(run.comparedWith ?? '');
  if (!time) return null;
  const [year, month, day, hour, minute, second] = time.slice(1);
  const findings = steps.flatMap(({ checks }) => checks.flatMap((check) => check.findings));
  return {
    at: `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`,
    newFindings: findings.filter(({ state }) => state !== 'ongoing').length,
    goneFindings: resolved.length,
  };
}

/** The findings of some checks that count. */
export function troubleOf(
  checks: readonly CheckResult[],
  counts: (finding: Finding, check: string) => boolean,
): Trouble {
  const counted = ({ id, findings }: CheckResult) => findings.filter((finding) => counts(finding, id));
  const failing = checks.filter((check) => counted(check).length > 0);
  const findings = failing.flatMap((check) => counted(check).map((one) => toIncidentFinding(check.id, one)));
  return {
    checks: failing.map(({ id }) => id),
    findings: findings.slice(0, maxFindings),
    findingCount: findings.length,
  };
}

function toIncidentFinding(check: string, finding: Finding): IncidentFinding {
  const { fingerprint, subject, message, since, firstSeenAt, remediation } = finding;
  return { fingerprint, check, subject, message, since: since ?? firstSeenAt, action: remediation[0] ?? null };
}

/** What is known after a sighting: of a check that could not look, what was known before. */
export function carryOver(before: Trouble, { trouble, looked }: Pick<Sighting, 'trouble' | 'looked'>): Trouble {
  const blind = before.checks.filter((check) => !looked.has(check) && !trouble.checks.includes(check));
  if (blind.length === 0) return trouble;
  const kept = before.findings.filter(({ check }) => blind.includes(check));
  return {
    checks: [...trouble.checks, ...blind],
    findings: [...trouble.findings, ...kept].slice(0, maxFindings),
    findingCount: trouble.findingCount + Math.max(kept.length, 1),
  };
}

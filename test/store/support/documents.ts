import type { CheckResult, Finding, ResolvedFinding, RunDocument } from '#lib/runs/run-document.ts';
import { runId } from '#lib/store/keys.ts';

export const cluster = 'ecommerce-production';
export const window = 'daily-morning';

/** The morning of a day in March 2026, 07:00 UTC. */
export function morning(day: number): string {
  return `2026-03-${String(day).padStart(2, '0')}T07:00:00.000Z`;
}

export function findingOf(fingerprint: string, fields: Partial<Finding> = {}): Finding {
  return {
    fingerprint,
    severity: 'warning',
    state: 'new',
    subject: { kind: 'Pod', namespace: 'ecommerce', name: fingerprint },
    also: [{ kind: 'Pod', namespace: 'ecommerce', name: `${fingerprint}-2` }],
    message: `${fingerprint} restarts – 7 times`,
    since: '2026-03-01T12:00:00Z',
    firstSeenAt: morning(1),
    runs: 1,
    remediation: [{ text: 'Look at its log.', command: `kubectl -n ecommerce logs ${fingerprint}` }],
    evidence: { zulu: 1, alpha: [null, true, { nested: 'ü' }] },
    ...fields,
  };
}

export function checkOf(id: string, findings: readonly Finding[], fields: Partial<CheckResult> = {}): CheckResult {
  return {
    id,
    title: `${id} is well`,
    status: findings.length > 0 ? 'failed' : 'passed',
    examined: 3,
    findings,
    ...fields,
  };
}

/** The fields of a finding that are kept from run to run. */
export function keptOf(check: string, finding: Finding): ResolvedFinding {
  const { fingerprint, severity, subject, message, firstSeenAt, runs } = finding;
  return { fingerprint, check, severity, subject, message, firstSeenAt, runs };
}

export interface DocumentParts {
  readonly checks?: readonly CheckResult[];
  readonly resolved?: readonly ResolvedFinding[];
  readonly measurements?: Readonly<Record<string, unknown>>;
  readonly run?: Partial<RunDocument['run']>;
}

/** A run on that day; compared with none unless it says so. */
export function documentOf(day: number, parts: DocumentParts = {}): RunDocument {
  const scheduledAt = morning(day);
  return {
    schemaVersion: 1,
    run: {
      id: runId({ window, cluster, scheduledAt }),
      window,
      cluster,
      scheduledAt,
      startedAt: scheduledAt,
      judgedAt: scheduledAt,
      finishedAt: scheduledAt.replace('00.000Z', '02.500Z'),
      status: 'failed',
      comparedWith: null,
      ...parts.run,
    },
    steps: [
      { id: 'cluster-health', title: 'Cluster health', status: 'failed', checks: parts.checks ?? [] },
      { id: 'monitoring-health', title: 'Monitoring', status: 'passed', checks: [checkOf('monitoring/targets', [])] },
      { id: 'application-health', title: 'Applications', status: 'not-applicable', checks: [] },
    ],
    resolved: parts.resolved ?? [],
    measurements: parts.measurements ?? {},
    reads: [{ source: 'pods', requests: 3, bytes: 123_456, items: 1200, durationMs: 80, status: 'ok' }],
  };
}

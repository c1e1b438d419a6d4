import type { CheckResult, Finding, RunDocument, StepResult } from '#lib/runs/run-document.ts';

/** A run of Monday 2 March 2026, 08:00 in Berlin, that passed and found nothing; each test says how its own differs. */
export function makeDocument(
  steps: readonly StepResult[],
  differs: Partial<Omit<RunDocument, 'run'>> & { readonly run?: Partial<RunDocument['run']> } = {},
): RunDocument {
  return {
    schemaVersion: 1,
    resolved: [],
    measurements: {},
    reads: [{ source: 'nodes', requests: 1, bytes: 2048, items: 3, durationMs: 40, status: 'ok' }],
    ...differs,
    run: {
      id: 'daily-morning.shop.20260302T070000Z',
      window: 'daily-morning',
      cluster: 'shop',
      scheduledAt: '2026-03-02T07:00:00Z',
      startedAt: '2026-03-02T07:00:00Z',
      finishedAt: '2026-03-02T07:00:00.250Z',
      judgedAt: '2026-03-02T07:00:00Z',
      status: 'passed',
      comparedWith: null,
      ...differs.run,
    },
    steps,
  };
}

/** A step whose id is its title in lower case. */
export function step(title: string, checks: readonly CheckResult[]): StepResult {
  const status = checks.some((check) => check.status === 'failed') ? 'failed' : 'passed';
  return { id: title.toLowerCase().replaceAll(' ', '-'), title, status, checks };
}

export function passed(id: string, findings: readonly Finding[] = [], reason?: string): CheckResult {
  return {
    id,
    title: `${id} is well`,
    status: 'passed',
    examined: 3,
    findings,
    ...(reason !== undefined && { reason }),
  };
}

export function failed(id: string, findings: readonly Finding[]): CheckResult {
  return { id, title: `${id} is well`, status: 'failed', examined: 3, findings };
}

export function unknown(id: string, reason: string): CheckResult {
  return { id, title: `${id} is well`, status: 'unknown', examined: 0, findings: [], reason };
}

export function notApplicable(id: string, reason: string): CheckResult {
  return { id, title: `${id} is well`, status: 'not-applicable', examined: 0, findings: [], reason };
}

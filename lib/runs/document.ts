import { type Before, type Compared, compare } from './compare.ts';
import type { AskedStep, Look } from './look.ts';
import type { CheckVerdict } from './run-check.ts';
import type { CheckResult, CheckStatus, RunDocument, RunStatus, StepResult } from './run-document.ts';

/** The run's own facts; its status and what it is compared with follow from the rest. */
export type RunFacts = Omit<RunDocument['run'], 'status' | 'comparedWith'>;

/** Puts together what a run gives: its verdicts, compared with what the runs before left open. */
export function toDocument({ steps, verdicts, reads, exemptions }: Look, before: Before, facts: RunFacts): RunDocument {
  const hidden = new Set(exemptions?.hidden.map(({ fingerprint }) => fingerprint));
  const compared = compare(verdicts, before, facts.startedAt, hidden);
  const results = new Map(verdicts.map((verdict) => [verdict.check, toResult(verdict, compared)]));
  const stepResults = steps.map((step) =>
    toStepResult(
      step,
      step.checks.map((check) => results.get(check) as CheckResult),
    ),
  );
  return {
    schemaVersion: 1,
    run: { ...facts, status: runStatus(stepResults), comparedWith: before.run },
    steps: stepResults,
    resolved: compared.resolved,
    measurements: Object.assign({}, ...verdicts.map((verdict) => verdict.measurements)),
    reads,
    ...(exemptions && { exemptions }),
  };
}

function toResult({ check, status, reason, examined, findings }: CheckVerdict, compared: Compared): CheckResult {
  return {
    id: check.id,
    title: check.title,
    status,
    ...(reason && { reason }),
    examined,
    findings: findings.map((draft) => compared.findings.get(draft)).filter((finding) => finding !== undefined),
  };
}

function toStepResult({ id, title }: AskedStep, checks: readonly CheckResult[]): StepResult {
  return { id, title, status: worstStatus(checks), checks };
}

function worstStatus(parts: readonly { readonly status: CheckStatus }[]): CheckStatus {
  const order: readonly CheckStatus[] = ['unknown', 'failed', 'passed', 'not-applicable'];
  return order.find((status) => parts.some((part) => part.status === status)) ?? 'not-applicable';
}

/** A run in which nothing applied has seen nothing, and that is not green. */
function runStatus(steps: readonly StepResult[]): RunStatus {
  const worst = worstStatus(steps);
  return worst === 'not-applicable' ? 'unknown' : worst;
}

import type { Severity } from '#lib/checks/check.ts';
import type { CheckResult, CheckStatus, Finding, FindingState, StepResult } from '#lib/runs/run-document.ts';
import type { ShownDocument } from './printable.ts';

/** States in the words that people read. */
export const stateWords: Readonly<Record<FindingState, string>> = { new: 'new', reopened: 'reopened', ongoing: 'open' };

const severityOrder: readonly Severity[] = ['critical', 'warning', 'info'];
const stateOrder: readonly FindingState[] = ['new', 'reopened', 'ongoing'];

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
    return { step, findings: findings.toSorted((a, b) => compareUrgency(a.finding, b.finding)), toldBefore };
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

/** All findings with the steps that tell them, the worst and the newest of the whole run first. */
export function rankFindings(document: ShownDocument): { readonly step: StepResult; readonly finding: Finding }[] {
  const told = listFindings(document).flatMap(({ step, findings }) =>
    findings.map(({ finding }) => ({ step, finding })),
  );
  return told.toSorted((a, b) => compareUrgency(a.finding, b.finding));
}

/** Checks that say the same, said once. */
export interface Reason {
  readonly reason: string;
  readonly checks: readonly CheckResult[];
}

/** Puts the worst first, and of the same severity what is new. */
export function compareUrgency(a: Finding, b: Finding): number {
  const rank = ({ severity, state }: Finding) => severityOrder.indexOf(severity) * 3 + stateOrder.indexOf(state);
  return rank(a) - rank(b);
}

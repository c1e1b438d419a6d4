import type { Exemption } from '#lib/config/exemptions-schema.ts';
import type { CheckResult, RunDocument } from '#lib/runs/run-document.ts';

/** What an exemption did in one run that looked at its check. */
export interface ExemptedRun {
  readonly run: string;
  readonly window: string;
  readonly startedAt: string;
  /** Findings that it hid. */
  readonly hidden: number;
}

/**
 * `holding`: it hides something. `ended`: its last day is over. `unmatched`: the last runs that looked at its check found
 * nothing that it is about. `untried`: no run that is kept has looked at its check with it.
 */
export type ExemptionState = 'holding' | 'ended' | 'unmatched' | 'untried';

/** An exemption, and what became of it. */
export interface ExemptionTally {
  readonly exemption: Exemption;
  readonly state: ExemptionState;
  readonly runs: readonly ExemptedRun[];
}

/** @param today the day in the configuration's zone, as `YYYY-MM-DD` */
export function tallyExemption(exemption: Exemption, documents: readonly RunDocument[], today: string): ExemptionTally {
  const runs = documents
    .filter((document) => hasTried(exemption, document))
    .map((document) => toRun(exemption, document));
  return { exemption, state: stateOf(exemption, runs, today), runs };
}

function stateOf({ until }: Exemption, runs: readonly ExemptedRun[], today: string): ExemptionState {
  if (until < today) return 'ended';
  if (runs.length === 0) return 'untried';
  return runs.some(({ hidden }) => hidden > 0) ? 'holding' : 'unmatched';
}

/** A run whose configuration did not have it yet says nothing of it: it neither hid anything nor is reported as idle. */
function hasTried(exemption: Exemption, document: RunDocument): boolean {
  const checks = document.steps.flatMap((step): readonly CheckResult[] => step.checks);
  const check = checks.find(({ id }) => id === exemption.check);
  if (check?.status !== 'passed' && check?.status !== 'failed') return false;
  const isIdle = document.exemptions?.unmatched.some((one) => isSame(exemption, one)) ?? false;
  return isIdle || countHidden(exemption, document) > 0;
}

function toRun(exemption: Exemption, document: RunDocument): ExemptedRun {
  const { id: run, window, startedAt } = document.run;
  return { run, window, startedAt, hidden: countHidden(exemption, document) };
}

/** A run keeps of an exemption its check, owner, reason and end: two that share all four are counted as one. */
function countHidden({ check, owner, reason, until }: Exemption, { exemptions }: RunDocument): number {
  const isBy = (hidden: { check: string; exemption: Pick<Exemption, 'owner' | 'reason' | 'until'> }) =>
    hidden.check === check &&
    hidden.exemption.owner === owner &&
    hidden.exemption.reason === reason &&
    hidden.exemption.until === until;
  return exemptions?.hidden.filter(isBy).length ?? 0;
}

function isSame(one: Exemption, other: Exemption): boolean {
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]) as Set<keyof Exemption>;
  return [...keys].every((key) => one[key] === other[key]);
}

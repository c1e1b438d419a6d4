import type { CheckResult, Finding, RunDocument } from '#lib/runs/run-document.ts';
import type { Piece } from './pieces.ts';
import { StoreError } from './store-error.ts';

/** A document without its check results: of each check there is only how many findings it has. */
type Outline = Omit<RunDocument, 'steps'> & {
  readonly steps: readonly (Omit<RunDocument['steps'][number], 'checks'> & { readonly checks: readonly number[] })[];
};

/**
 * A document in pieces: one for each check result, one for each finding, one for the rest. The pieces of one
 * `version` (its digest) never mix with another's, so that two holders of one run cannot spoil each other's.
 */
export function splitDocument(document: RunDocument, version: string): Piece[] {
  const checks = document.steps.flatMap((step) => step.checks);
  const findings = checks.flatMap((check) => check.findings);
  const outline: Outline = {
    ...document,
    steps: document.steps.map((step) => ({ ...step, checks: step.checks.map((check) => check.findings.length) })),
  };
  const numbered = (kind: string, values: readonly unknown[]) =>
    values.map((value, index) => ({
      name: `${version}#${kind}#${String(index).padStart(6, '0')}`,
      text: JSON.stringify(value),
    }));
  return [
    ...numbered(
      'CHECK',
      checks.map((check) => ({ ...check, findings: [] })),
    ),
    ...numbered('FINDING', findings),
    ...numbered('OUTLINE', [outline]),
  ];
}

/** The document of which these are all pieces, as it was: to the order of its keys. Throws when one is missing. */
export function joinDocument(pieces: readonly Piece[]): RunDocument {
  const of = <T>(kind: string) =>
    pieces.filter(({ name }) => name.includes(`#${kind}#`)).map(({ text }) => JSON.parse(text) as T);
  const [outline] = of<Outline>('OUTLINE');
  const checks = of<CheckResult>('CHECK').values();
  const findings = of<Finding>('FINDING').values();
  const steps = outline?.steps.map((step) => ({
    ...step,
    checks: step.checks.map((count) => ({
      ...next(checks),
      findings: Array.from({ length: count }, () => next(findings)),
    })),
  }));
  if (!outline || !steps) throw missing();
  return { ...outline, steps };
}

function next<T>(values: Iterator<T>): T {
  const { value, done } = values.next();
  if (done) throw missing();
  return value;
}

function missing(): StoreError {
  return new StoreError('damaged', 'a piece of the run is missing');
}

import type { AnyCheck, Conclusion, Observation } from '#lib/checks/check.ts';
import type { SourceContext } from '#lib/cluster/source.ts';
import type { SourceOutcome } from './load-sources.ts';
import { type FindingDraft, rollUp } from './roll-up.ts';
import type { CheckStatus } from './run-document.ts';

/** One check's verdict before it is compared with the run before. */
export interface CheckVerdict {
  readonly check: AnyCheck;
  readonly status: CheckStatus;
  readonly reason?: string;
  readonly examined: number;
  readonly findings: readonly FindingDraft[];
  readonly measurements: Readonly<Record<string, unknown>>;
  /** What it leaves for later runs. */
  readonly remembered?: Readonly<Record<string, unknown>>;
}

type Context = Pick<SourceContext, 'config' | 'now'>;

/**
 * Runs one check on what was read. A source that it needs and that could not be read makes it unknown (or not
 * applicable, for an add-on's API that the cluster does without); a check that throws is our own fault and unknown too.
 */
export function runCheck(
  check: AnyCheck,
  outcomes: ReadonlyMap<string, SourceOutcome>,
  context: Context,
): CheckVerdict {
  const overrides = context.config.checks[check.id];
  if (overrides?.enabled === false) return verdict(check, 'not-applicable', 'switched off in the configuration');
  const reads = check.reads;
  for (const source of reads) {
    const outcome = outcomes.get(source.name);
    if (outcome?.status === 'ok') continue;
    const isOptional = outcome?.status === 'absent' && source.whenAbsent === 'not-applicable';
    return verdict(check, isOptional ? 'not-applicable' : 'unknown', outcome?.reason ?? `${source.title} was not read`);
  }
  const data = Object.fromEntries(reads.map((source) => [source.name, dataOf(outcomes.get(source.name))]));
  try {
    const { observations, conclusion } = drain(
      check.run(data as never, { ...context, settings: settingsOf(check, overrides) } as never),
    );
    return judge(check, observations, conclusion, context);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return verdict(
      check,
      'unknown',
      `the check itself failed on this cluster’s objects (${message}): please report it with a snapshot`,
    );
  }
}

function judge(
  check: AnyCheck,
  observations: readonly Observation[],
  conclusion: Conclusion,
  { config }: Context,
): CheckVerdict {
  const findings = rollUp(check, observations, config.cluster.name, config.checks[check.id]?.severity);
  if (typeof conclusion === 'object' && 'unknown' in conclusion)
    return { ...verdict(check, 'unknown', conclusion.unknown), findings, measurements: conclusion.measurements ?? {} };
  if (typeof conclusion === 'object' && 'notApplicable' in conclusion)
    return verdict(check, 'not-applicable', conclusion.notApplicable);
  const { examined, note, measurements = {}, remember } = toExamination(conclusion);
  if (examined === 0 && findings.length === 0)
    return verdict(check, 'not-applicable', note ?? 'there is nothing to examine');
  const status = findings.some((finding) => finding.severity !== 'info') ? 'failed' : 'passed';
  const remembered = remember && { remembered: remember };
  return { ...verdict(check, status, note), examined, findings, measurements, ...remembered };
}

function toExamination(conclusion: Extract<Conclusion, number | { examined: number }>) {
  return typeof conclusion === 'number' ? { examined: conclusion } : conclusion;
}

function verdict(check: AnyCheck, status: CheckStatus, reason?: string): CheckVerdict {
  return { check, status, ...(reason && { reason }), examined: 0, findings: [], measurements: {} };
}

function dataOf(outcome: SourceOutcome | undefined): unknown {
  return outcome?.status === 'ok' ? outcome.data : undefined;
}

function settingsOf(check: AnyCheck, overrides: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const defaults = Object.entries(check.settings ?? {});
  return Object.fromEntries(defaults.map(([key, value]) => [key, overrides[key] ?? value]));
}

function drain(run: Generator<Observation, Conclusion, void>): { observations: Observation[]; conclusion: Conclusion } {
  const observations: Observation[] = [];
  for (;;) {
    const step = run.next();
    if (step.done) return { observations, conclusion: step.value };
    observations.push(step.value);
  }
}

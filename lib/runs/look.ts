import type { AnyCheck } from '#lib/checks/check.ts';
import type { ClusterConnection } from '#lib/cluster/connection.ts';
import type { SourceContext } from '#lib/cluster/source.ts';
import { checksOf, type Step, type Window } from '#lib/runbook/window.ts';
import { exempt } from './exempt.ts';
import { type LoadEvents, loadSources } from './load-sources.ts';
import { type CheckVerdict, runCheck } from './run-check.ts';
import type { ExemptionReport, ReadRecord } from './run-document.ts';
import { readLabels } from './subject-labels.ts';

/** What a look at the cluster gave, before it is compared with the run before. */
export interface Look {
  readonly steps: readonly AskedStep[];
  readonly verdicts: readonly CheckVerdict[];
  readonly reads: readonly ReadRecord[];
  readonly exemptions?: ExemptionReport;
}

/** A step with those of its checks that were asked for. */
export interface AskedStep extends Pick<Step, 'id' | 'title'> {
  readonly checks: readonly AnyCheck[];
}

/**
 * Looks at the cluster once and judges it by the checks of the window (`only` these checks or steps; none: all). Each
 * source is read once. Never throws for what the cluster does.
 */
export async function look(
  window: Window,
  only: readonly string[],
  context: Pick<SourceContext, 'config' | 'now' | 'kept'>,
  connection: ClusterConnection,
  events?: LoadEvents,
): Promise<Look> {
  const steps = askedSteps(window, only);
  const checks = [...new Set(steps.flatMap((step) => step.checks))];
  const enabled = checks.filter((check) => context.config.checks[check.id]?.enabled !== false);
  const sources = new Set(enabled.flatMap((check) => check.reads));
  const { outcomes, reads } = await loadSources([...sources], connection, context, events);
  const { exemptions, timeZone } = context.config;
  const judged = checks.map((check) => runCheck(check, outcomes, context));
  const { verdicts, report } = exempt(judged, {
    exemptions,
    now: context.now,
    timeZone,
    labelsOf: readLabels(outcomes),
  });
  return { steps, verdicts, reads, ...(report && { exemptions: report }) };
}

function askedSteps(window: Window, only: readonly string[]): AskedStep[] {
  const isAsked = (step: Step, check: AnyCheck) =>
    only.length === 0 || only.includes(step.id) || only.includes(check.id);
  return window.steps
    .map((step) => ({ id: step.id, title: step.title, checks: checksOf(step).filter((check) => isAsked(step, check)) }))
    .filter((step) => step.checks.length > 0);
}

import { sloRatios } from '#lib/cluster/sources/slo-ratios.ts';
import { defineCheck } from '../check.ts';
import { formatDuration } from '../duration.ts';
import { askingEvidence, budgetOf, noObjective, objectiveRemediation, subjectOf } from './objective.ts';

const monthMs = 30 * 86_400_000;

/**
 * Of the error budget of 30 days something is left: at 99.95 % it is 21 min 36 s of full outage.
 *
 * Reads: Prometheus /api/v1/query: the configured share of bad requests over 30 days
 * Quiet for: configurations without section slo; no data is unknown, never 100 %
 */
export const sloErrorBudget = defineCheck({
  id: 'slo/error-budget',
  title: 'Error budget of the last 30 days is left',
  severity: 'critical',
  remediation: objectiveRemediation,
  reads: [sloRatios],
  settings: { warnAtPercent: 75 },
  *run({ sloRatios: ratios }, { config, settings }) {
    const { slo } = config;
    if (!slo || !ratios) return noObjective;
    const errorRatio = ratios['30d'];
    if (errorRatio === null)
      return { unknown: 'Prometheus has no data on the share of bad requests over 30 days (slo.errorRatioQuery)' };
    const budget = budgetOf(slo);
    const spentPercent = round((errorRatio / budget) * 100);
    const leftMs = Math.max(0, (budget - errorRatio) * monthMs);
    const measurement = {
      target: slo.target,
      availability: round((1 - errorRatio) * 100),
      spentPercent,
      leftMs: Math.round(leftMs),
    };
    if (spentPercent >= settings.warnAtPercent) {
      const left = spentPercent >= 100 ? 'nothing is left' : `${formatDuration(leftMs)} of outage are left`;
      yield {
        subject: subjectOf(config),
        severity: spentPercent >= 100 ? 'critical' : 'warning',
        message: `${spentPercent} % of the error budget of 30 days is spent: ${measurement.availability} % of requests were good, ${slo.target} % are promised; ${left}`,
        evidence: { ...askingEvidence(config, '30d'), ...measurement },
      };
    }
    return { examined: 1, measurements: { 'slo/error-budget': measurement } };
  },
});

/** To three decimals: 99.95 and 99.951 differ. */
function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

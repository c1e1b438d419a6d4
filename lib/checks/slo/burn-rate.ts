import { type SloRatios, sloRatios } from '#lib/cluster/sources/slo-ratios.ts';
import { defineCheck, type Severity } from '../check.ts';
import { askingEvidence, budgetOf, noObjective, objectiveRemediation, subjectOf } from './objective.ts';

type Range = keyof SloRatios;

/**
 * Pairs of a long and a short range, and the rate at which both must burn: the long one shows that it matters, the short
 * one that it goes on. Source: Google, The Site Reliability Workbook, "Alerting on SLOs", table 5-8 (99.9 %).
 */
const pairs: readonly {
  readonly long: Range;
  readonly short: Range;
  readonly rate: number;
  readonly severity: Severity;
}[] = [
  { long: '1h', short: '5m', rate: 14.4, severity: 'critical' },
  { long: '6h', short: '30m', rate: 6, severity: 'critical' },
  { long: '1d', short: '2h', rate: 3, severity: 'warning' },
  { long: '3d', short: '6h', rate: 1, severity: 'warning' },
];

/**
 * The error budget is not burnt faster than it may be: at rate 1 it lasts exactly its 30 days.
 *
 * Reads: Prometheus /api/v1/query: the configured share of bad requests over eight ranges
 * Quiet for: what was bad and has ended; the milder pairs while a sharper one is found
 */
export const sloBurnRate = defineCheck({
  id: 'slo/burn-rate',
  title: 'The error budget is not burnt too fast',
  severity: 'critical',
  remediation: objectiveRemediation,
  reads: [sloRatios],
  *run({ sloRatios: ratios }, { config }) {
    const { slo } = config;
    if (!slo || !ratios) return noObjective;
    const budget = budgetOf(slo);
    const rates = Object.fromEntries(
      Object.entries(ratios).map(([range, ratio]) => [
        range,
        ratio === null ? null : Math.round((ratio / budget) * 100) / 100,
      ]),
    ) as Readonly<Record<Range, number | null>>;
    const judged = pairs.filter(({ long, short }) => rates[long] !== null && rates[short] !== null);
    const burning = judged.find(({ long, short, rate }) => (rates[long] ?? 0) >= rate && (rates[short] ?? 0) >= rate);
    if (burning) {
      const { long, short, rate, severity } = burning;
      const hours = 720 / (rates[long] ?? 1);
      yield {
        subject: subjectOf(config),
        severity,
        message: `The error budget burns ${rates[long]} times as fast as it may over ${long} and ${rates[short]} times over ${short}, limit ${rate}: at that rate a whole budget lasts ${Math.round(hours)} h`,
        evidence: { ...askingEvidence(config, long), rates },
      };
    }
    const silent = pairs.length - judged.length;
    if (silent > 0)
      return {
        unknown: `Prometheus has no data for ${silent} of ${pairs.length} pairs of ranges (slo.errorRatioQuery)`,
      };
    return { examined: pairs.length, measurements: { 'slo/burn-rate': rates } };
  },
});

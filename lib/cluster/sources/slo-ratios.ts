import { defineSource } from '../source.ts';
import { prometheusPermissions } from './prometheus.ts';
import { queryPrometheus } from './prometheus-query.ts';

/** The ranges over which the share of bad requests is asked: the budget's month, and the pairs of the burn rates. */
export const sloRanges = ['30d', '3d', '1d', '6h', '2h', '1h', '30m', '5m'] as const;

/** The share of bad requests, 0 to 1, by range; null where Prometheus has no data (no series, no requests). */
export type SloRatios = Readonly<Record<(typeof sloRanges)[number], number | null>>;

/** The configured share of bad requests over each range; null without an objective or a Prometheus. */
export const sloRatios = defineSource({
  name: 'sloRatios',
  title: 'share of bad requests by Prometheus',
  permissions: (config) => (config.slo ? prometheusPermissions(config) : []),
  async load(api, { config }): Promise<SloRatios | null> {
    const { slo, monitoring } = config;
    if (!slo || !monitoring?.prometheus) return null;
    const ratios = await Promise.all(
      sloRanges.map(async (range) => {
        const samples = await queryPrometheus(api, config, slo.errorRatioQuery.replaceAll('[WINDOW]', `[${range}]`));
        // Several series would leave open which of them is meant.
        const value = samples?.length === 1 ? (samples[0]?.value ?? Number.NaN) : Number.NaN;
        return [range, value >= 0 && value <= 1 ? value : null] as const;
      }),
    );
    return Object.fromEntries(ratios) as unknown as SloRatios;
  },
});

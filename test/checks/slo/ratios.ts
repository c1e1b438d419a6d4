import { type SloRatios, sloRanges } from '#lib/cluster/sources/slo-ratios.ts';
import { configWith } from '../../support/config.ts';

/** 99.95 % of requests are promised. */
export const config = configWith({ slo: { target: 99.95, errorRatioQuery: 'bad[WINDOW]' } });

/** A tenth of the budget over every range, with others for some. */
export function ratiosWith(tweak: Partial<SloRatios> = {}): SloRatios {
  return { ...(Object.fromEntries(sloRanges.map((range) => [range, 0.00005])) as unknown as SloRatios), ...tweak };
}

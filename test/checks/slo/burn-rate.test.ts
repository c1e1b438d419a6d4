import { expect, it } from 'vitest';
import { sloBurnRate } from '#lib/checks/slo/burn-rate.ts';
import { observe } from '../../support/observe.ts';
import { config, ratiosWith } from './ratios.ts';

const head = 'The error budget burns';

it.each<[string, Parameters<typeof ratiosWith>[0], (string | undefined)[][]]>([
  ['slowly', {}, []],
  ['fast, and no longer', { '1h': 0.02 }, []],
  ['fast, for minutes', { '5m': 0.9 }, []],
  [
    'fast, and still',
    { '1h': 0.0072, '5m': 0.01, '6h': 0.004, '30m': 0.01 },
    [
      [
        'critical',
        `${head} 14.4 times as fast as it may over 1h and 20 times over 5m, limit 14.4: at that rate a whole budget lasts 50 h`,
      ],
    ],
  ],
  [
    'for hours',
    { '6h': 0.003, '30m': 0.0035 },
    [
      [
        'critical',
        `${head} 6 times as fast as it may over 6h and 7 times over 30m, limit 6: at that rate a whole budget lasts 120 h`,
      ],
    ],
  ],
  [
    'for days',
    { '3d': 0.0005, '6h': 0.0006 },
    [
      [
        'warning',
        `${head} 1 times as fast as it may over 3d and 1.2 times over 6h, limit 1: at that rate a whole budget lasts 720 h`,
      ],
    ],
  ],
])('a budget that burns %s', (_, tweak, expected) => {
  const { observations } = observe(sloBurnRate, { sloRatios: ratiosWith(tweak) }, { config });
  expect(observations.map(({ severity, message }) => [severity, message])).toEqual(expected);
});

it('is unknown where a range has no data, and still tells what it sees', () => {
  const sloRatios = ratiosWith({ '5m': null, '3d': 0.0005, '6h': 0.0006 });
  const { observations, conclusion } = observe(sloBurnRate, { sloRatios }, { config });
  expect(observations).toHaveLength(1);
  expect(conclusion).toEqual({ unknown: 'Prometheus has no data for 1 of 4 pairs of ranges (slo.errorRatioQuery)' });
});

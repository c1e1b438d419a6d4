import { expect, it } from 'vitest';
import { sloErrorBudget } from '#lib/checks/slo/error-budget.ts';
import { observe } from '../../support/observe.ts';
import { config, ratiosWith } from './ratios.ts';

const promised = 'of requests were good, 99.95 % are promised';

it.each<[number, (string | undefined)[][]]>([
  [0, []],
  [0.00037, []],
  [
    0.0004,
    [['warning', `80 % of the error budget of 30 days is spent: 99.96 % ${promised}; 4 min of outage are left`]],
  ],
  [0.0005, [['critical', `100 % of the error budget of 30 days is spent: 99.95 % ${promised}; nothing is left`]]],
  [1, [['critical', `200000 % of the error budget of 30 days is spent: 0 % ${promised}; nothing is left`]]],
])('a share of %f bad requests', (ratio, expected) => {
  const { observations } = observe(sloErrorBudget, { sloRatios: ratiosWith({ '30d': ratio }) }, { config });
  expect(observations.map(({ severity, message }) => [severity, message])).toEqual(expected);
});

it('measures what is spent and left', () => {
  expect(observe(sloErrorBudget, { sloRatios: ratiosWith() }, { config }).conclusion).toEqual({
    examined: 1,
    measurements: { 'slo/error-budget': { target: 99.95, availability: 99.995, spentPercent: 10, leftMs: 1_166_400 } },
  });
});

it('is unknown without data, and does not apply without an objective', () => {
  expect(observe(sloErrorBudget, { sloRatios: ratiosWith({ '30d': null }) }, { config }).conclusion).toEqual({
    unknown: 'Prometheus has no data on the share of bad requests over 30 days (slo.errorRatioQuery)',
  });
  expect(observe(sloErrorBudget, { sloRatios: null }).conclusion).toEqual({
    notApplicable: 'the configuration has no section slo, or names no Prometheus',
  });
});

import { describe, expect, it } from 'vitest';
import { logsErrorsRare } from '#lib/checks/logs/errors-rare.ts';
import { listKinds } from '#lib/checks/logs/log-changes.ts';
import { logsNoCriticalErrors } from '#lib/checks/logs/no-critical-errors.ts';
import { logsWarningsRare } from '#lib/checks/logs/warnings-rare.ts';
import { minutesAgo, observe } from '../../support/observe.ts';
import { asLogs, buildLog, noReview, reviewOf } from './build-log.ts';

const log = buildLog(['ERROR a', 'panic: b', ...Array.from({ length: 5 }, () => 'WARN c')]);
const of = (level: string, template: string) => `${level} of Deployment shop/cart, container app: ${template}`;

describe('since the review before', () => {
  it.each([
    ['errors', logsErrorsRare, of('error', 'ERROR a'), minutesAgo(6), 'ERROR a'],
    ['critical lines', logsNoCriticalErrors, of('critical', 'panic: b'), minutesAgo(5), 'panic: b'],
  ] as const)('%s that it did not see are said to be new', (_, check, kind, at, template) => {
    const tell = (reviews: typeof noReview) =>
      observe(check as typeof logsErrorsRare, { ...asLogs(log), earlierLogReviews: reviews }).observations;
    const before = 'Deployment shop/cart, container app: once, ';
    expect(tell(reviewOf())).toMatchObject([
      {
        message: `${before}${at}, new since the review of 2026-03-01: ${template}`,
        evidence: { newSince: '2026-03-01' },
      },
    ]);
    for (const known of [reviewOf(kind), noReview, { ...noReview, isKept: false }]) {
      const [observation] = tell(known);
      expect(observation).toMatchObject({ message: `${before}${at}: ${template}` });
      expect(observation?.evidence).not.toHaveProperty('newSince');
    }
  });

  it('warnings, too', () => {
    const tell = (reviews: typeof noReview) =>
      observe(logsWarningsRare, { ...asLogs(log), earlierLogReviews: reviews }).observations.map(
        ({ evidence }) => evidence?.['newSince'],
      );
    expect(tell(reviewOf())).toEqual(['2026-03-01']);
    expect(tell(reviewOf(of('warning', 'WARN c')))).toEqual([undefined]);
  });

  it('are measured, those among them of which there is no finding', () => {
    const known = reviewOf(of('error', 'ERROR a'), of('error', 'ERROR that is gone'));
    const { conclusion } = observe(logsErrorsRare, { ...asLogs(log), earlierLogReviews: known });
    expect(conclusion).toMatchObject({
      measurements: {
        'logs/changes': {
          since: { run: 'daily-evening.shop.20260301T170000Z', at: '2026-03-01T17:00:00.000Z' },
          appeared: [of('warning', 'WARN c'), of('critical', 'panic: b')],
        },
      },
    });
  });

  it('a line that another container writes is another kind', () => {
    const { podLogs } = asLogs(buildLog(['ERROR a']), buildLog(['ERROR a'], { container: 'proxy' }));
    expect(listKinds(podLogs)).toEqual([
      of('error', 'ERROR a'),
      'error of Deployment shop/cart, container proxy: ERROR a',
    ]);
  });

  it('kinds beyond those that are told are known to the next review', () => {
    const kinds = Array.from({ length: 30 }, (_, at) => `ERROR ${'ab'.repeat(at + 1)}`);
    expect(listKinds(asLogs(buildLog(kinds)).podLogs)).toHaveLength(30);
  });

  it('of a review that could not read a log nothing is left', () => {
    const broken = buildLog([], { pod: 'cart-2', failure: 'GET log: 500' });
    const { conclusion } = observe(logsErrorsRare, asLogs(log, broken));
    expect(conclusion).not.toHaveProperty('remember');
  });
});

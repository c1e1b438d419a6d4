import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allRunsKeys, findingKey, runId, runKey, runsPartition } from '#lib/store/keys.ts';

const scheduledAt = '2026-03-02T07:00:00Z';

describe('a run id', () => {
  it.each([
    ['an EKS cluster', 'ecommerce-production', scheduledAt, 'daily-morning.ecommerce-production.20260302T070000Z'],
    ['a run by hand, to the millisecond', 'prod', '2026-03-02T07:00:00.120Z', 'daily-morning.prod.20260302T070000120Z'],
    ['a time with an offset', 'prod', '2026-03-02T08:00:00+01:00', 'daily-morning.prod.20260302T070000Z'],
    [
      'a context that is an ARN',
      'arn:aws:eks:eu-west-1:123456789012:cluster/prod',
      scheduledAt,
      'daily-morning.arn-aws-eks-eu-west-1-123456789012-cluster-prod-1818eed8.20260302T070000Z',
    ],
  ])('of %s', (_name, cluster, at, expected) => {
    expect(runId({ window: 'daily-morning', cluster, scheduledAt: at })).toBe(expected);
  });

  it('is a file name, a part of a URL and a shell word, whatever the cluster is called', () => {
    const anyInstant = fc.date({ min: new Date('2000-01-01'), max: new Date('2999-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300, size: 'max' }), anyInstant, (cluster, instant) => {
        const id = runId({ window: 'daily-morning', cluster, scheduledAt: instant.toISOString() });
        expect(id).toMatch(/^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/);
        expect(runKey(id)).toEqual({ pk: runsPartition('daily-morning', cluster), sk: instant.toISOString() });
      }),
    );
  });

  it('keeps clusters apart whose names differ in signs only', () => {
    const ids = ['a/b', 'a:b', 'a-b', 'a.b'].map((cluster) => runId({ window: 'w', cluster, scheduledAt }));
    expect(new Set(ids).size).toBe(4);
  });

  it.each(['', 'daily-morning', 'daily-morning.prod.2026-03-02', 'a.b.c.20260302T070000Z', '../x.y.20260302T070000Z'])(
    'is not %j',
    (id) => {
      expect(() => runKey(id)).toThrow(
        `"${id}" is not a run's id, which looks like daily-morning.ecommerce-production.20260302T070000Z`,
      );
    },
  );

  it('needs an instant', () => {
    expect(() => runId({ window: 'w', cluster: 'c', scheduledAt: 'yesterday' })).toThrow(
      '"yesterday" is not an instant',
    );
  });
});

it('orders runs by time, whatever form it was given in', () => {
  const keys = ['2026-03-02T07:00:00.5Z', '2026-03-02T08:00:00+01:00', '2026-03-01T23:00:00Z'].map((at) =>
    allRunsKeys({ id: 'i', scheduledAt: at }),
  );
  expect(keys.map(({ gsi1sk }) => gsi1sk).toSorted()).toEqual([
    '2026-03-01T23:00:00.000Z#i',
    '2026-03-02T07:00:00.000Z#i',
    '2026-03-02T07:00:00.500Z#i',
  ]);
});

it('takes a fingerprint of any length', () => {
  expect(findingKey('w', 'c', 'pods/phase|c|Pod')).toEqual({ pk: 'FINDINGS#w.c', sk: 'FINDING#pods/phase|c|Pod' });
  const [one, other] = ['a', 'b'].map((end) => findingKey('w', 'c', 'x'.repeat(2000) + end).sk);
  expect(one).toHaveLength(72);
  expect(one).not.toBe(other);
});

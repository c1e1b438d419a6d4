import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseQuantity, toBytes, toMillis } from '#lib/cluster/quantity.ts';

describe('parseQuantity', () => {
  it.each<[string, bigint]>([
    ['0', 0n],
    ['1', 1_000_000_000n],
    ['100m', 100_000_000n],
    ['0.5', 500_000_000n],
    ['.5', 500_000_000n],
    ['5.', 5_000_000_000n],
    ['1e3', 1_000_000_000_000n],
    ['1E3', 1_000_000_000_000n],
    ['12e-1', 1_200_000_000n],
    ['2E', 2_000_000_000_000_000_000_000_000_000n],
    ['1.5Gi', 1_610_612_736_000_000_000n],
    ['0.5Ki', 512_000_000_000n],
    ['250n', 250n],
    ['3u', 3000n],
    ['-1.5k', -1_500_000_000_000n],
    ['+4M', 4_000_000_000_000_000n],
    ['1Ei', 1_152_921_504_606_846_976_000_000_000n],
    ['0.1n', 1n], // finer than a billionth: rounded away from zero
    ['-0.1n', -1n],
  ])('reads %s', (text, nanos) => {
    expect(parseQuantity(text)).toBe(nanos);
  });

  it.each(['', '.', 'm', 'Gi', '1 Gi', '1ki', '1K', '0x10', '1e', '1.2.3', 'NaN', '1Gim', '--1'])(
    'refuses %j',
    (text) => {
      expect(parseQuantity(text)).toBeUndefined();
    },
  );

  it('reads whole numbers of any size exactly, in every binary unit', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 10n ** 15n }),
        fc.constantFrom(['Ki', 10n] as const, ['Mi', 20n] as const, ['Gi', 30n] as const),
        (amount, [unit, shift]) => {
          expect(parseQuantity(`${amount}${unit}`)).toBe((amount << shift) * 10n ** 9n);
        },
      ),
    );
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseQuantity(text)));
  });
});

describe('toMillis and toBytes', () => {
  it('convert, and read what is absent or no quantity as nothing', () => {
    expect(toMillis('1.5')).toBe(1500);
    expect(toMillis('12345678n')).toBe(12.345678);
    expect(toBytes('128Mi')).toBe(134_217_728);
    expect([toMillis(undefined), toBytes('lots')]).toEqual([0, 0]);
  });
});

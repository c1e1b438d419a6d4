import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addAmounts, formatAmount, parseAmount, percentOfAmount, toUnits } from '#lib/cluster/amount.ts';
import { parseQuantity } from '#lib/cluster/quantity.ts';

const quantity = fc
  .tuple(
    fc.integer({ min: 0, max: 10 ** 12 }),
    fc.constantFrom('', '.5', '.125', '.000000001'),
    fc.constantFrom('', 'n', 'u', 'm', 'k', 'M', 'Ki', 'Mi', 'Gi', 'e3', 'E-2'),
  )
  .map((parts) => parts.join(''));

describe('formatAmount', () => {
  it.each([
    ['0', '0'],
    ['0Mi', '0'],
    ['1000m', '1'],
    ['3920m', '3920m'],
    ['0.5', '500m'],
    ['4000', '4k'],
    ['100', '100'],
    ['76224326324', '76224326324'],
    ['1.5Gi', '1536Mi'],
    ['1024Mi', '1Gi'],
    ['14879232Ki', '14879232Ki'],
    ['1000Ki', '1000Ki'],
    ['0.5Ki', '512'], // no binary form below 1024
    ['0.0001Ki', '102400u'],
    ['78.125Ki', '80000'], // whole, and no multiple of 1024
    ['1.1Ki', '1126400m'], // not whole: in decimal, so that nothing is lost
    ['1e3', '1e3'],
    ['1500E0', '1500'],
    ['12e-1', '1200e-3'],
    ['128M', '128M'],
    ['-1.5Gi', '-1536Mi'],
    ['250n', '250n'],
    ['2E', '2E'],
    ['lots', '0'],
  ])('%s is printed as %s', (text, printed) => {
    expect(formatAmount(parseAmount(text))).toBe(printed);
  });

  it('loses nothing, and is stable', () => {
    fc.assert(
      fc.property(quantity, (text) => {
        const amount = parseAmount(text);
        const printed = formatAmount(amount);
        expect(parseQuantity(printed)).toBe(amount.nanos);
        expect(formatAmount({ ...parseAmount(printed), format: amount.format })).toBe(printed);
      }),
    );
  });

  it('has no fraction, and no shorter way with the same suffixes', () => {
    fc.assert(
      fc.property(quantity, (text) => {
        expect(formatAmount(parseAmount(text))).toMatch(/^(\d+)([numkMGTPE]|[KMGTPE]i|e-?\d+)?$/);
        // 80000 is the shortest in binary units: no multiple of 1024.
        expect(formatAmount({ ...parseAmount(text), format: 'decimal' })).not.toMatch(/000([numkMGTP]|)$/);
      }),
    );
  });
});

describe('sums', () => {
  it.each([
    [['100m', '0.2'], '300m'],
    [['0', '512Mi', '1G'], '1536870912'],
    [['512Mi', '512Mi'], '1Gi'],
    [['1G', '1Gi'], '2073741824'],
    [['1e3', '2'], '1002'],
  ])('%s make %s, written as the first that is not zero', (texts, printed) => {
    expect(formatAmount(texts.map(parseAmount).reduce(addAmounts))).toBe(printed);
  });
});

describe('units and percent', () => {
  it('are rounded up: a part of a millicore is a millicore', () => {
    expect(toUnits('cpu', parseAmount('100u'))).toBe(1);
    expect(toUnits('cpu', parseAmount('1500m'))).toBe(1500);
    expect(toUnits('memory', parseAmount('1500m'))).toBe(2);
  });

  it.each([
    ['cpu', '1', '4', 25],
    ['memory', '1Gi', '12Gi', 8],
    ['memory', '8Gi', '12Gi', 66],
    ['cpu', '3999m', '4', 99],
    ['cpu', '8', '4', 200],
    ['cpu', '1', '0', 0],
  ])('%s: %s of %s is %i %%, cut', (resource, part, whole, percent) => {
    expect(percentOfAmount(resource, parseAmount(part), parseAmount(whole))).toBe(percent);
  });
});

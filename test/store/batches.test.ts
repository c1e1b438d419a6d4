import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchesOf, fitsOneTransaction } from '#lib/store/batches.ts';
import { checkWrites } from '#lib/store/limits.ts';
import type { Put } from '#lib/store/table.ts';

const putOf = (index: number, bytes: number): Put => ({ put: { pk: 'p', sk: String(index), text: 'x'.repeat(bytes) } });

describe('batchesOf', () => {
  it.each([
    ['none', 0, 10, 0, []],
    ['as many as a transaction takes', 100, 10, 0, [100]],
    ['one more', 101, 10, 0, [100, 1]],
    ['with a place reserved', 100, 10, 1, [99, 1]],
    ['large ones', 25, 400_000, 0, [10, 10, 5]],
    ['nearly 4 MB, for what is reserved needs room', 12, 349_000, 1, [11, 1]],
  ])('%s', (_name, count, bytes, reserved, sizes) => {
    const writes = Array.from({ length: count }, (_, index) => putOf(index, bytes));
    expect(batchesOf(writes, reserved).map((batch) => batch.length)).toEqual(sizes);
    expect(fitsOneTransaction(writes)).toBe(batchesOf(writes).length <= 1);
  });

  it('gives transactions that a table takes, and loses nothing', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(0, 1000, 100_000, 400_000), { maxLength: 250 }),
        fc.nat(2),
        (sizes, reserved) => {
          const writes = sizes.map((bytes, index) => putOf(index, bytes));
          const batches = batchesOf(writes, reserved);
          const extra = Array.from({ length: reserved }, (_, index) => putOf(-1 - index, 1000));
          for (const batch of batches) checkWrites([...extra, ...batch]);
          expect(batches.flat()).toEqual(writes);
        },
      ),
      { numRuns: 30 },
    );
  });
});

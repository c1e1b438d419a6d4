import { itemBytes, maxTransactionBytes, maxTransactionWrites } from './limits.ts';
import type { Put } from './table.ts';

/** Leaves room for what the reserved writes bring. */
const maxBatchBytes = maxTransactionBytes - 16 * 1024;

/** Whether one transaction takes them all. */
export function fitsOneTransaction(writes: readonly Put[]): boolean {
  return batchesOf(writes).length <= 1;
}

/**
 * Writes in as few transactions as take them, in their order.
 *
 * Several transactions may end after any of them. So that a crash leaves no lie, write first what nothing points to
 * yet, and last, in one transaction, what makes it visible.
 *
 * @param reserved how many small writes the caller adds to each
 */
export function batchesOf(writes: readonly Put[], reserved = 0): Put[][] {
  const batches: Put[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const write of writes) {
    const added = itemBytes(write.put);
    const batch = batches.at(-1);
    if (batch && batch.length < maxTransactionWrites - reserved && bytes + added <= maxBatchBytes) {
      batch.push(write);
      bytes += added;
    } else {
      batches.push([write]);
      bytes = added;
    }
  }
  return batches;
}

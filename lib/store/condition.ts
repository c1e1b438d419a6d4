import type { Condition, Item, Scalar } from './table.ts';

/** Whether a condition holds of the item that is there (undefined: none, or an expired one). */
export function holds(condition: Condition, item: Item | undefined): boolean {
  const { absent, equals = {}, lessThan = {}, anyOf } = condition;
  if (absent && item) return false;
  for (const [field, value] of Object.entries(equals)) if (!item || item[field] !== value) return false;
  for (const [field, value] of Object.entries(lessThan)) if (!item || !isLess(item[field], value)) return false;
  return !anyOf || anyOf.some((one) => holds(one, item));
}

function isLess(left: Scalar | undefined, right: string | number): boolean {
  if (typeof left === 'number' && typeof right === 'number') return left < right;
  return typeof left === 'string' && typeof right === 'string' && isBefore(left, right);
}

/** The order of texts in a table: by their UTF-8 bytes. JavaScript's own differs beyond U+FFFF. */
export function isBefore(left: string, right: string): boolean {
  return Buffer.compare(Buffer.from(left), Buffer.from(right)) < 0;
}

/** The item as readers and conditions see it: nothing, once it has expired. */
export function liveAt<T extends Item>(item: T | undefined, nowMs: number): T | undefined {
  const expiresAt = item?.['expiresAt'];
  return typeof expiresAt === 'number' && expiresAt * 1000 <= nowMs ? undefined : item;
}

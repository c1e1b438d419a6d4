import { isBefore } from './condition.ts';
import { StoreError } from './store-error.ts';
import { type Item, keyOf, type Query, type Scalar, type Write } from './table.ts';

/** DynamoDB's limits (Service, account, and table quotas; TransactWriteItems); kept by every table. */
const maxItemBytes = 400 * 1024;
export const maxTransactionWrites = 100;
export const maxTransactionBytes = 4 * 1024 * 1024;
const maxKeyBytes: Readonly<Record<string, number>> = { pk: 2048, sk: 1024, gsi1pk: 2048, gsi1sk: 1024 };

/** DynamoDB's largest number is 38 digits: 21 bytes. Ours are counted as that, so that no table takes what another refuses. */
const numberBytes = 21;

/** An item's size as DynamoDB counts it: the names of its fields and their values, in UTF-8. Never less. */
export function itemBytes(item: Item): number {
  let bytes = 0;
  for (const [field, value] of Object.entries(item)) bytes += Buffer.byteLength(field) + valueBytes(value);
  return bytes;
}

function valueBytes(value: Scalar): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  return typeof value === 'number' ? numberBytes : 1;
}

/** Throws `StoreError` for a transaction that DynamoDB would not take, before any of it is written. */
export function checkWrites(writes: readonly Write[]): void {
  if (writes.length === 0 || writes.length > maxTransactionWrites) {
    throw new StoreError(
      'too-large',
      `a transaction takes 1 to ${maxTransactionWrites} writes, not ${writes.length}: split it`,
    );
  }
  const keys = new Set<string>();
  let bytes = 0;
  for (const write of writes) {
    bytes += checkWrite(write);
    const { pk, sk } = keyOf(write);
    const key = JSON.stringify([pk, sk]);
    if (keys.has(key)) throw new StoreError('invalid', `a transaction takes one write per item; ${key} has two`);
    keys.add(key);
  }
  if (bytes > maxTransactionBytes) {
    throw new StoreError('too-large', `a transaction takes 4 MB, not ${bytes} bytes: split it`);
  }
}

/** Throws `StoreError` for a query that DynamoDB would not take. */
export function checkQuery({ partition, sort = {}, limit = 1 }: Query): void {
  const texts = 'prefix' in sort ? [partition, sort.prefix] : [partition, sort.from ?? 'a', sort.to ?? 'a'];
  if (texts.includes('')) throw new StoreError('invalid', 'a query needs a partition, and no empty text');
  const { from, to } = 'prefix' in sort ? {} : sort;
  if (from !== undefined && to !== undefined && isBefore(to, from)) {
    throw new StoreError('invalid', `a query goes from the lesser to the greater, not from ${from} to ${to}`);
  }
  if (!Number.isInteger(limit) || limit < 1)
    throw new StoreError('invalid', `a query's limit is 1 or more, not ${limit}`);
}

/** Checks one write and gives the bytes that it brings. */
function checkWrite(write: Write): number {
  const { pk, sk } = keyOf(write);
  const item: Item = 'put' in write ? write.put : 'update' in write ? { ...write.set, pk, sk } : { pk, sk };
  if ('update' in write) checkKeyUntouched(write.set, write.remove);
  for (const [field, value] of Object.entries(item)) checkValue(item, field, value);
  return checkItemSize(item);
}

/** An item's size, which must be within the limit. */
export function checkItemSize(item: Item): number {
  const bytes = itemBytes(item);
  if (bytes <= maxItemBytes) return bytes;
  throw new StoreError(
    'too-large',
    `item ${item.pk} ${item.sk} has ${bytes} bytes; an item takes ${maxItemBytes}: keep it in several`,
  );
}

function checkKeyUntouched(set: object = {}, remove: readonly string[] = []): void {
  const touched = [...Object.keys(set), ...remove];
  if (touched.length > 0 && !touched.includes('pk') && !touched.includes('sk')) return;
  throw new StoreError('invalid', 'an update sets or removes at least one field, and never pk or sk');
}

function checkValue(item: Item, field: string, value: Scalar): void {
  const fault = faultOf(value) ?? specialFaultOf(field, value);
  if (fault) throw new StoreError('invalid', `item ${item.pk} ${item.sk}: field ${field} ${fault}`);
}

function faultOf(value: Scalar): string | undefined {
  if (typeof value === 'string') return value.isWellFormed() ? undefined : 'has half a surrogate pair';
  if (typeof value === 'number') return Math.abs(value) <= Number.MAX_SAFE_INTEGER ? undefined : 'is no safe number';
  return value === null || typeof value === 'boolean' ? undefined : 'is not a text, number, boolean or null';
}

/** What is wrong with a field that means something to the table. */
function specialFaultOf(field: string, value: Scalar): string | undefined {
  if (field === 'expiresAt') return Number.isInteger(value) ? undefined : 'must be whole seconds since 1970';
  const maxBytes = maxKeyBytes[field];
  if (maxBytes === undefined) return undefined;
  const fits = typeof value === 'string' && value !== '' && Buffer.byteLength(value) <= maxBytes;
  return fits ? undefined : `must be a text of 1 to ${maxBytes} bytes`;
}

import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Condition, Fields, Item, Write } from '#lib/store/table.ts';
import { allOf, type GetSubject } from './table-contract-subject.ts';

const sortKeys = ['a', 'b', 'é', '\uffee', '😀'];
const scalar = fc.oneof(fc.constantFrom(null, true, false, '', 'x', 'é', '😀'), fc.integer({ min: -3, max: 3 }));
const fields = fc.dictionary(fc.constantFrom('m', 'n', 'name'), scalar, { maxKeys: 2 });
const comparable = fc.oneof(fc.constantFrom('a', 'é', '\uffee', '😀'), fc.integer({ min: -3, max: 3 }));
const plainCondition: fc.Arbitrary<Condition> = fc.oneof(
  fc.constant({ absent: true as const }),
  fields.map((equals) => ({ equals })),
  fc.dictionary(fc.constantFrom('m', 'n'), comparable, { maxKeys: 1 }).map((lessThan) => ({ lessThan })),
);
const condition = fc.oneof(
  { weight: 4, arbitrary: fc.constant({}) },
  { weight: 3, arbitrary: plainCondition },
  { weight: 1, arbitrary: fc.array(plainCondition, { maxLength: 2 }).map((anyOf) => ({ anyOf })) },
);

/** A write without its partition. */
type Draft = { kind: 'put' | 'update' | 'delete'; sk: string; set: Fields; index: boolean; when: Condition };
const draft: fc.Arbitrary<Draft> = fc.record({
  kind: fc.constantFrom('put', 'put', 'update', 'delete'),
  sk: fc.constantFrom(...sortKeys),
  set: fields,
  index: fc.boolean(),
  when: condition,
});
const transactions = fc.array(fc.uniqueArray(draft, { selector: ({ sk }) => sk, minLength: 1, maxLength: 3 }), {
  minLength: 1,
  maxLength: 12,
});

/** Random transactions leave the table as they leave a map, and are refused for the same reasons. */
export function describeModel(subject: GetSubject, numRuns: number): void {
  it('does what a map of items would do', { timeout: 120_000 }, async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(transactions, async (sequence) => {
        run += 1;
        const { table, pk: testPk } = subject();
        const pk = `${testPk}-${run}`;
        const model = new Map<string, Item>();
        for (const drafts of sequence) {
          const writes = drafts.map((one) => writeOf(one, pk));
          expect(await table.transact(writes)).toEqual(transactModel(model, writes));
        }
        const items = sortKeys.flatMap((sk) => model.get(sk) ?? []);
        expect(await allOf(subject(), { partition: pk })).toEqual(items);
        expect(await allOf(subject(), { partition: pk, index: 'gsi1' })).toEqual(
          items.filter((item) => 'gsi1pk' in item),
        );
      }),
      { numRuns },
    );
  });
}

function writeOf({ kind, sk, set, index, when }: Draft, pk: string): Write {
  const indexed = index ? { gsi1pk: pk, gsi1sk: sk } : {};
  if (kind === 'put') return { put: { ...set, ...indexed, pk, sk }, when };
  if (kind === 'delete') return { delete: { pk, sk }, when };
  return { update: { pk, sk }, set: { ...set, ...indexed }, remove: index ? ['gone'] : ['gsi1pk', 'gsi1sk'], when };
}

function transactModel(model: Map<string, Item>, writes: readonly Write[]) {
  const failed = writes.flatMap((write, index) => {
    const { sk } = 'put' in write ? write.put : 'update' in write ? write.update : write.delete;
    const item = model.get(sk);
    if (isMet(write.when ?? {}, item) && (item || !('update' in write))) return [];
    return [item ? { index, item } : { index }];
  });
  if (failed.length > 0) return { committed: false, failed };
  for (const write of writes) applyModel(model, write);
  return { committed: true };
}

function applyModel(model: Map<string, Item>, write: Write): void {
  if ('put' in write) model.set(write.put.sk, write.put);
  else if ('delete' in write) model.delete(write.delete.sk);
  else {
    const fieldsAfter: Record<string, unknown> = { ...model.get(write.update.sk), ...write.set };
    for (const field of write.remove ?? []) delete fieldsAfter[field];
    model.set(write.update.sk, fieldsAfter as Item);
  }
}

function isMet({ absent, equals = {}, lessThan = {}, anyOf }: Condition, item: Item | undefined): boolean {
  const isEqual = Object.keys(equals).every((field) => item !== undefined && item[field] === equals[field]);
  const isLess = Object.entries(lessThan).every(([field, bound]) => {
    const value = item?.[field];
    if (typeof value !== typeof bound || value === undefined || value === null) return false;
    return typeof value === 'string' ? rank(value) < rank(String(bound)) : value < bound;
  });
  return (!absent || !item) && isEqual && isLess && (!anyOf || anyOf.some((one) => isMet(one, item)));
}

/** The texts above in the order of their UTF-8. */
function rank(text: string): number {
  return ['', 'a', 'x', 'é', '\uffee', '😀'].indexOf(text);
}

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Condition, Table, Write } from '#lib/store/table.ts';
import { describeExpiry } from './table-contract-expiry.ts';
import { describeLimits } from './table-contract-limits.ts';
import { describeModel } from './table-contract-model.ts';
import { describeQueries } from './table-contract-queries.ts';
import { allOf, type GetSubject, put } from './table-contract-subject.ts';

/** What every table must do, however it keeps its items. `propertyRuns`: how many random sequences are tried. */
export function describeTable(
  name: string,
  open: (now: () => Date) => Promise<Table>,
  { propertyRuns }: { propertyRuns: number },
): void {
  describe(`the table of ${name}`, () => {
    const clock = { now: new Date() };
    let table: Table;
    let count = 0;
    beforeAll(async () => {
      table = await open(() => clock.now);
    });
    afterAll(() => table.close());
    beforeEach(() => {
      clock.now = new Date();
      count += 1;
    });
    const subject: GetSubject = () => ({ table, clock, pk: `p${count}` });

    describeWrites(subject);
    describeConditions(subject);
    describeQueries(subject);
    describeExpiry(subject);
    describeLimits(subject);
    describeModel(subject, propertyRuns);
  });
}

function describeWrites(subject: GetSubject): void {
  it('gives back what was put, of every type', async () => {
    const { table, pk } = subject();
    const item = {
      pk,
      sk: 'ä €#😀',
      text: 'a\nb "c" \\ \u0000',
      empty: '',
      big: 9007199254740991,
      half: -0.5,
      yes: true,
      none: null,
    };
    await put(table, item);
    expect(await table.get({ pk, sk: 'ä €#😀' })).toEqual(item);
  });

  it('has nothing where nothing was put', async () => {
    const { table, pk } = subject();
    expect(await table.get({ pk, sk: 'x' })).toBeUndefined();
  });

  it('replaces a whole item by a put', async () => {
    const { table, pk } = subject();
    await put(table, { pk, sk: 'x', a: 1, b: 2 });
    await put(table, { pk, sk: 'x', b: 3 });
    expect(await allOf(subject())).toEqual([{ pk, sk: 'x', b: 3 }]);
  });

  it('sets and removes fields by an update, and leaves the others', async () => {
    const { table, pk } = subject();
    await put(table, { pk, sk: 'x', a: 1, b: 2, c: 3 });
    await table.transact([{ update: { pk, sk: 'x' }, set: { a: 'one', d: null }, remove: ['b', 'nothing'] }]);
    expect(await table.get({ pk, sk: 'x' })).toEqual({ pk, sk: 'x', a: 'one', c: 3, d: null });
  });

  it('updates only what is there', async () => {
    const { table, pk } = subject();
    const result = await table.transact([{ update: { pk, sk: 'x' }, set: { a: 1 } }]);
    expect(result).toEqual({ committed: false, failed: [{ index: 0 }] });
    expect(await table.get({ pk, sk: 'x' })).toBeUndefined();
  });

  it('deletes, and does not mind when there is nothing', async () => {
    const { table, pk } = subject();
    await put(table, { pk, sk: 'x' });
    expect(await table.transact([{ delete: { pk, sk: 'x' } }, { delete: { pk, sk: 'y' } }])).toEqual({
      committed: true,
    });
    expect(await allOf(subject())).toEqual([]);
  });

  it('takes field names that are words or signs of a query language', async () => {
    const { table, pk } = subject();
    const item = { pk, sk: 'x', status: 'a', 'count(*)': 1, 'a.b': 2, '#n0': 3, ':v0': 4, "it's": 5 };
    await put(table, item);
    const when = { equals: { status: 'a', 'count(*)': 1, 'a.b': 2, '#n0': 3 } };
    expect(await table.transact([{ update: { pk, sk: 'x' }, set: { ':v0': 0 }, remove: ["it's"], when }])).toEqual({
      committed: true,
    });
    expect(await table.get({ pk, sk: 'x' })).toEqual({
      pk,
      sk: 'x',
      status: 'a',
      'count(*)': 1,
      'a.b': 2,
      '#n0': 3,
      ':v0': 0,
    });
  });
}

function describeConditions(subject: GetSubject): void {
  const item = { text: 'b', number: 2, yes: true, none: null, smiley: '😀' };
  const cases: [string, Condition, boolean][] = [
    ['nothing asked', {}, true],
    ['absent', { absent: true }, false],
    ['equal texts', { equals: { text: 'b' } }, true],
    ['equal values of every type', { equals: { text: 'b', number: 2, yes: true, none: null } }, true],
    ['one of two not equal', { equals: { text: 'b', number: 3 } }, false],
    ['a number against its text', { equals: { number: '2' } }, false],
    ['null against a field that is not there', { equals: { other: null } }, false],
    ['a lesser number', { lessThan: { number: 3 } }, true],
    ['the same number', { lessThan: { number: 2 } }, false],
    ['a lesser text', { lessThan: { text: 'ba' } }, true],
    ['a text against a number', { lessThan: { text: 99 } }, false],
    ['less than a text that only UTF-16 puts before it', { lessThan: { smiley: '\uffee' } }, false],
    ['less than a field that is not there', { lessThan: { other: 1 } }, false],
    ['both parts', { equals: { text: 'b' }, lessThan: { number: 3 } }, true],
    ['one part of two', { equals: { text: 'b' }, lessThan: { number: 1 } }, false],
    ['one of any', { anyOf: [{ absent: true }, { equals: { text: 'b' } }] }, true],
    ['none of any', { anyOf: [{ absent: true }, { equals: { text: 'c' } }] }, false],
    ['none of none', { anyOf: [] }, false],
    ['any of which one asks nothing', { anyOf: [{ absent: true }, {}] }, true],
    ['any and a part that fails', { anyOf: [{}], equals: { text: 'c' } }, false],
  ];
  it.each(cases)('condition: %s', async (_name, when, expected) => {
    const { table, pk } = subject();
    const found = { pk, sk: 'x', ...item };
    await put(table, found);
    const writes: Write[] = [{ put: { pk, sk: 'x', after: 1 }, when }];
    const failed = { committed: false, failed: [{ index: 0, item: found }] };
    expect(await table.transact(writes)).toEqual(expected ? { committed: true } : failed);
    expect(await table.get({ pk, sk: 'x' })).toEqual(expected ? { pk, sk: 'x', after: 1 } : found);
  });

  it('finds an absent item absent, and nothing else of it true', async () => {
    const { table, pk } = subject();
    const write = (sk: string, when: Condition): Write => ({ put: { pk, sk }, when });
    expect(await table.transact([write('a', { equals: { x: 1 } }), write('b', { lessThan: { x: 1 } })])).toEqual({
      committed: false,
      failed: [{ index: 0 }, { index: 1 }],
    });
    expect(
      await table.transact([write('a', { absent: true }), { delete: { pk, sk: 'b' }, when: { absent: true } }]),
    ).toEqual({
      committed: true,
    });
  });

  it('writes all or nothing, and names each write that failed with the item in its way', async () => {
    const { table, pk } = subject();
    await put(table, { pk, sk: 'a', version: 1 }, { pk, sk: 'b', version: 1 });
    const result = await table.transact([
      { put: { pk, sk: 'new' }, when: { absent: true } },
      { update: { pk, sk: 'a' }, set: { version: 3 }, when: { equals: { version: 2 } } },
      { update: { pk, sk: 'b' }, set: { version: 2 }, when: { equals: { version: 1 } } },
      { delete: { pk, sk: 'b2' }, when: { equals: { version: 1 } } },
    ]);
    expect(result).toEqual({
      committed: false,
      failed: [{ index: 1, item: { pk, sk: 'a', version: 1 } }, { index: 3 }],
    });
    expect(await allOf(subject())).toEqual([
      { pk, sk: 'a', version: 1 },
      { pk, sk: 'b', version: 1 },
    ]);
  });

  it('lets one of many win', async () => {
    const { table, pk } = subject();
    const claims = Array.from({ length: 12 }, (_, holder) =>
      table.transact([{ put: { pk, sk: 'claim', holder }, when: { absent: true } }]),
    );
    const results = await Promise.all(claims);
    const winner = results.findIndex(({ committed }) => committed);
    const lost = { committed: false, failed: [{ index: 0, item: { pk, sk: 'claim', holder: winner } }] };
    expect(results.toSpliced(winner, 1)).toEqual(Array.from({ length: 11 }, () => lost));
  });
}

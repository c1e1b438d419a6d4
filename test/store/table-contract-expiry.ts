import { describe, expect, it } from 'vitest';
import { allOf, type GetSubject, put, type Subject } from './table-contract-subject.ts';

export function describeExpiry(subject: GetSubject): void {
  describe('an expired item', () => {
    /** Puts an item that lives for a minute, and lets that minute pass. */
    async function putExpired({ table, pk, clock }: Subject): Promise<void> {
      clock.now = new Date('2040-01-01T00:00:00Z');
      const expiresAt = Date.parse('2040-01-01T00:01:00Z') / 1000;
      await put(table, { pk, sk: 'x', a: 1, gsi1pk: pk, gsi1sk: '1', expiresAt });
      clock.now = new Date('2040-01-01T00:00:59.999Z');
      expect(await table.get({ pk, sk: 'x' })).toMatchObject({ a: 1 });
      clock.now = new Date('2040-01-01T00:01:00Z');
    }

    it('is gone for readers from that instant', async () => {
      const { table, pk } = subject();
      await putExpired(subject());
      expect(await table.get({ pk, sk: 'x' })).toBeUndefined();
      expect(await allOf(subject())).toEqual([]);
      expect(await allOf(subject(), { index: 'gsi1' })).toEqual([]);
    });

    it('does not count against a limit', async () => {
      const { table, pk } = subject();
      await putExpired(subject());
      await put(table, { pk, sk: 'y' }, { pk, sk: 'z' });
      expect((await allOf(subject(), { limit: 2 })).map(({ sk }) => sk)).toEqual(['y', 'z']);
    });

    it.each([{ equals: { a: 1 } }, { lessThan: { a: 2 } }, { anyOf: [{ equals: { a: 1 } }] }])(
      'does not meet the condition %o, and is not given as the item in the way',
      async (when) => {
        const { table, pk } = subject();
        await putExpired(subject());
        expect(await table.transact([{ put: { pk, sk: 'x' }, when }])).toEqual({
          committed: false,
          failed: [{ index: 0 }],
        });
      },
    );

    it('cannot be updated', async () => {
      const { table, pk } = subject();
      await putExpired(subject());
      const result = await table.transact([{ update: { pk, sk: 'x' }, set: { b: 1 } }]);
      expect(result).toEqual({ committed: false, failed: [{ index: 0 }] });
    });

    it('is absent for a new one, which has nothing of it', async () => {
      const { table, pk } = subject();
      await putExpired(subject());
      expect(await table.transact([{ put: { pk, sk: 'x', b: 2 }, when: { absent: true } }])).toEqual({
        committed: true,
      });
      expect(await table.get({ pk, sk: 'x' })).toEqual({ pk, sk: 'x', b: 2 });
    });
  });
}

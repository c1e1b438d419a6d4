import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { builtInKinds } from '#lib/cluster/embedded/api-kinds.ts';
import { listObjects, type Page } from '#lib/cluster/embedded/list-objects.ts';
import type { KubeObject } from '#lib/cluster/embedded/snapshot.ts';
import { asking, podOf } from './support/serving.ts';

const pods = builtInKinds.find(({ kind }) => kind === 'Pod');
const objects = ['a', 'b', 'c', 'd', 'e'].map((name) => podOf('shop', name));
const namesOf = (body: { items: readonly KubeObject[] }): string[] => body.items.map(({ metadata }) => metadata.name);

test('a page says how to go on and how many are left', async () => {
  const ask = await asking({ objects });
  const first = await ask('/api/v1/pods?limit=2');
  expect(namesOf(first.body)).toEqual(['a', 'b']);
  expect(first.body.metadata.remainingItemCount).toBe(3);
  const second = await ask(`/api/v1/pods?limit=2&continue=${first.body.metadata.continue}`);
  expect(namesOf(second.body)).toEqual(['c', 'd']);
  expect(second.body.metadata.remainingItemCount).toBe(1);
  const last = await ask(`/api/v1/pods?limit=2&continue=${second.body.metadata.continue}`);
  expect(namesOf(last.body)).toEqual(['e']);
  expect(last.body.metadata).toEqual({ resourceVersion: '1772434800' });
});

test('with a selector it does not say how many are left', async () => {
  const ask = await asking({ objects });
  const { body } = await ask('/api/v1/pods?limit=2&labelSelector=app');
  expect(namesOf(body)).toEqual(['a', 'b']);
  expect(body.metadata.continue).toEqual(expect.any(String));
  expect(body.metadata).not.toHaveProperty('remainingItemCount');
});

test('a page that ends with the list has no next one', async () => {
  const ask = await asking({ objects });
  const { body } = await ask('/api/v1/pods?limit=5');
  expect(body.metadata).toEqual({ resourceVersion: '1772434800' });
});

test('tables are paged as well', async () => {
  const ask = await asking({ objects });
  const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io';
  const { body } = await ask('/api/v1/pods?limit=2', { headers: { accept } });
  expect(body.rows.map((row) => row.cells[0])).toEqual(['a', 'b']);
  expect(body.metadata.remainingItemCount).toBe(3);
});

test.each([
  'limit=-1',
  'limit=x',
  'continue=nonsense',
  `continue=${Buffer.from('{"after":""}').toString('base64url')}`,
])('%s is refused with 400', async (query) => {
  const ask = await asking({ objects });
  const { status, body } = await ask(`/api/v1/pods?${query}`);
  expect([status, body.reason]).toEqual([400, 'BadRequest']);
});

test('the pages of a list, one after the other, are the list', () => {
  const name = fc.stringMatching(/^[a-z0-9]([-.a-z0-9]{0,6}[a-z0-9])?$/);
  const keys = fc.uniqueArray(fc.tuple(fc.constantFrom('a', 'a-b', 'ab', 'b'), name), {
    selector: (pair) => pair.join('/'),
    maxLength: 30,
  });
  fc.assert(
    fc.property(keys, fc.integer({ min: 1, max: 8 }), (pairs, limit) => {
      const sorted = pairs.toSorted((a, b) => (a.join('/') < b.join('/') ? -1 : 1));
      const all = sorted.map(([namespace, n]) => podOf(namespace, n));
      const read: KubeObject[] = [];
      let token = '';
      do {
        const page = pageOf(all, new URLSearchParams({ limit: String(limit), continue: token }));
        read.push(...page.items);
        token = page.continue;
      } while (token);
      expect(read).toEqual(all);
    }),
  );
});

function pageOf(all: readonly KubeObject[], query: URLSearchParams): Page {
  if (!pods) throw new Error('pods are built in');
  const page = listObjects(all, pods, query);
  if ('refusal' in page) throw new Error(page.refusal.body);
  return page;
}

import { describe, expect, it } from 'vitest';
import { createClusterApi } from '#lib/cluster/api-client.ts';
import type { Question } from '#lib/cluster/exchange.ts';
import { pods } from '#lib/cluster/sources/pods.ts';
import { configWith } from '../support/config.ts';

interface FakePod {
  readonly namespace: string;
  readonly name: string;
  readonly node?: string;
  readonly phase?: string;
  /** READY, STATUS and RESTARTS as the server's table prints them. */
  readonly cells?: readonly [string, string, string];
}

const columnDefinitions = ['Name', 'Ready', 'Status', 'Restarts', 'Age', 'IP', 'Node'].map((name) => ({ name }));

/** An API server with these pods that answers lists with field selectors, and tables unless told not to. */
function serverOf(all: readonly FakePod[], { hasTables = true } = {}) {
  const asked: string[] = [];
  const toRaw = ({ namespace, name, node, phase = 'Running' }: FakePod) => ({
    metadata: { namespace, name },
    spec: { nodeName: node, containers: [] },
    status: { phase },
  });
  function answer({ path, accept }: Question): object {
    asked.push(decodeURIComponent(path));
    const url = new URL(path, 'http://x');
    const namespace = /namespaces\/([^/]+)/.exec(url.pathname)?.[1];
    const [field, value] = (url.searchParams.get('fieldSelector') ?? '').split('=');
    const selected = all.filter(
      (pod) =>
        (!namespace || pod.namespace === namespace) &&
        (field !== 'spec.nodeName' || pod.node === value) &&
        (field !== 'status.phase' || (pod.phase ?? 'Running') === value),
    );
    if (accept.includes('as=Table') && hasTables) {
      const rows = selected.map(({ name, node, cells = ['1/1', 'Running', '0'] }) => ({
        cells: [name, ...cells, '5d', '10.0.0.1', node ?? '<none>'],
      }));
      return { kind: 'Table', columnDefinitions, rows };
    }
    const isFirstOfAll = !namespace && !field && !url.searchParams.get('continue');
    const items = (isFirstOfAll ? selected.slice(0, 2) : selected.slice(field || namespace ? 0 : 2)).map(toRaw);
    return {
      kind: 'PodList',
      metadata: isFirstOfAll ? { continue: 'rest', remainingItemCount: all.length - 2 } : {},
      items,
    };
  }
  const exchange = {
    ask: async (question: Question) => ({ status: 200, headers: {}, body: JSON.stringify(answer(question)) }),
    connections: () => 1,
    close() {},
  };
  return {
    api: createClusterApi({ url: 'https://127.0.0.1:1' }, exchange, { requests: 0, bytes: 0, items: 0 }),
    asked,
  };
}

const team = (i: number, more: Partial<FakePod> = {}): FakePod => ({
  namespace: `team-${i % 3}`,
  name: `app-${i}`,
  node: `n${i % 4}`,
  ...more,
});
const context = {
  config: configWith({ reads: { fullPodsUpTo: 10 } }),
  now: new Date('2026-03-02T07:00:00Z'),
  read: () => Promise.reject(new Error('reads no other source')),
};
const namesOf = (found: { items: readonly { namespace: string; name: string }[] }) =>
  found.items.map(({ namespace, name }) => `${namespace}/${name}`).toSorted();

describe('pods of a large cluster', () => {
  it('are read as a table, and in detail only where the table does not look healthy', async () => {
    const all = [
      ...Array.from({ length: 40 }, (_, i) => team(i)),
      team(50, { cells: ['0/1', 'CrashLoopBackOff', '7 (2m1s ago)'] }),
      team(51, { cells: ['1/1', 'Running', '3 (5m ago)'] }), // crash-looping, and running at this instant
      team(52, { cells: ['1/1', 'Running', '3 (5d ago)'] }),
      team(53, { cells: ['0/1', 'Completed', '0'], phase: 'Succeeded' }),
      team(54, { cells: ['0/1', 'Pending', '0'], phase: 'Pending', node: undefined as never }),
      { namespace: 'ecommerce', name: 'backend-1', node: 'n1' },
    ];
    const { api, asked } = serverOf(all);
    const found = await pods.load(api, context);
    expect(found).toMatchObject({ isComplete: false, total: 46 });
    expect(namesOf(found)).toEqual(['ecommerce/backend-1', 'team-0/app-51', 'team-0/app-54', 'team-2/app-50']);
    expect(asked.filter((path) => path.includes('fieldSelector'))).toEqual([
      '/api/v1/pods?limit=250&fieldSelector=status.phase=Pending',
      '/api/v1/pods?limit=250&fieldSelector=spec.nodeName=n2',
      '/api/v1/pods?limit=250&fieldSelector=spec.nodeName=n3',
    ]);
  });

  it('are all read in full when a quarter of them does not look healthy', async () => {
    const all = Array.from({ length: 20 }, (_, i) => team(i, i % 2 ? { cells: ['0/1', 'Error', '0'] } : {}));
    expect(await pods.load(serverOf(all).api, context)).toMatchObject({ isComplete: true, total: 20 });
  });

  it('are all read in full where the server gives no table', async () => {
    const all = Array.from({ length: 20 }, (_, i) => team(i));
    expect(await pods.load(serverOf(all, { hasTables: false }).api, context)).toMatchObject({
      isComplete: true,
      total: 20,
    });
  });

  it('are read page by page in a cluster that is not large', async () => {
    const { api, asked } = serverOf(Array.from({ length: 10 }, (_, i) => team(i)));
    const found = await pods.load(api, context);
    expect(found).toMatchObject({ isComplete: true, total: 10 });
    expect(asked).toEqual(['/api/v1/pods?limit=250', '/api/v1/pods?limit=250&continue=rest']);
  });
});

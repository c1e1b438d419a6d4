import { describe, expect, it } from 'vitest';
import type { ClusterApi } from '#lib/cluster/cluster-api.ts';
import { ReadError } from '#lib/cluster/read-error.ts';
import { type AnySource, defineSource } from '#lib/cluster/source.ts';
import { loadSources } from '#lib/runs/load-sources.ts';
import { configWith } from '../support/config.ts';
import { lamps, sirens } from './toy-checks.ts';

const context = { config: configWith(), now: new Date('2026-03-02T07:00:00Z') };

/** A connection whose lists are given, or fail. */
function connectionTo(list: ClusterApi['list']) {
  const api = { list } as ClusterApi;
  return { api: () => api, connections: () => 1, close() {} };
}

const twoLamps = connectionTo(async (_path, project) =>
  [{ name: 'a' }, { name: 'b' }].map((raw) => project(raw as never)),
);

describe('loadSources', () => {
  it('loads a source once however many others read it', async () => {
    let loads = 0;
    const base = defineSource({ name: 'base', title: 'base', permissions: () => [], load: async () => (loads += 1) });
    const above = (name: string) =>
      defineSource({
        name,
        title: name,
        permissions: () => [],
        load: async (_api, context) => (await context.read(base)) * 10,
      });
    const { outcomes } = await loadSources([above('one'), base, above('two')], twoLamps, context);
    expect(loads).toBe(1);
    expect(Object.fromEntries(outcomes)).toEqual({
      base: { status: 'ok', data: 1 },
      one: { status: 'ok', data: 10 },
      two: { status: 'ok', data: 10 },
    });
  });

  it.each([
    ['denied', 'denied'],
    ['absent', 'absent'],
    ['timeout', 'failed'],
    ['unreachable', 'failed'],
    ['unauthenticated', 'failed'],
    ['tls', 'failed'],
    ['failed', 'failed'],
  ] as const)('turns %s into %s, naming verb, resource and group', async (failure, status) => {
    const failing = connectionTo(async () => {
      throw new ReadError(failure, 'GET /apis/toys/v1/lamps: the server’s words');
    });
    const { outcomes, reads } = await loadSources([lamps], failing, context);
    const reason =
      'could not read lamps (needs: list lamps in API group "toys" (all namespaces)): GET /apis/toys/v1/lamps: the server’s words';
    expect(outcomes.get('lamps')).toEqual({ status, reason });
    expect(reads).toMatchObject([{ source: 'lamps', status, error: reason }]);
  });

  it('lets one source fail without the others', async () => {
    const started: string[] = [];
    const { outcomes } = await loadSources([lamps, sirens], twoLamps, context, {
      sourceStarted: (name) => started.push(name),
    });
    expect(outcomes.get('lamps')?.status).toBe('ok');
    expect(outcomes.get('sirens')?.status).toBe('absent');
    expect(started).toEqual(['lamps', 'sirens']);
  });

  it('gives what depends on a failed source its failure', async () => {
    const failing: AnySource = defineSource({
      name: 'dependent',
      title: 'dependent',
      permissions: () => [],
      load: async (_api, context) => (await context.read(sirens)).length,
    });
    const { outcomes } = await loadSources([failing], twoLamps, context);
    expect(outcomes.get('dependent')).toMatchObject({ status: 'absent' });
  });
});

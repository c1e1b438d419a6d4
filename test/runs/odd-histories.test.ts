import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { AnyCheck } from '#lib/checks/check.ts';
import type { Earlier } from '#lib/cluster/baseline.ts';
import { connectCluster } from '#lib/cluster/connection.ts';
import { loadSnapshot } from '#lib/cluster/embedded/load-snapshot.ts';
import { serveSnapshot } from '#lib/cluster/embedded/serve-snapshot.ts';
import type { AnySource } from '#lib/cluster/source.ts';
import * as earlier from '#lib/cluster/sources/earlier-runs.ts';
import { allChecks } from '#lib/runbook/registry.ts';
import { loadSources, type SourceOutcome } from '#lib/runs/load-sources.ts';
import { runCheck } from '#lib/runs/run-check.ts';
import { drawFrom, type Json, makeOdd, pick } from '../checks/robustness/odd-values.ts';
import { configWith } from '../support/config.ts';

const lookingBack: readonly AnySource[] = Object.values(earlier);
const checks = allChecks.filter(({ reads }) => reads.some((source) => lookingBack.includes(source)));
const snapshots = new URL('../../lib/cluster/embedded/snapshots/', import.meta.url);
const config = configWith();

let now: Date;
let outcomes: ReadonlyMap<string, SourceOutcome>;
/** What runs remember of the example, by name. */
let remembered: Readonly<Record<string, unknown>>;

beforeAll(async () => {
  const snapshot = await loadSnapshot(fileURLToPath(new URL('example', snapshots)));
  now = snapshot.takenAt;
  const server = await serveSnapshot(snapshot);
  const connection = connectCluster({ url: server.url });
  const kept = { readBaseline: async () => null, readRemembered: async () => [] };
  ({ outcomes } = await loadSources([...new Set(allChecks.flatMap(({ reads }) => reads))], connection, {
    config,
    now,
    kept,
  }));
  connection.close();
  await server.close();
  remembered = Object.assign({}, ...allChecks.map((check) => runCheck(check, outcomes, { config, now }).remembered));
});

/** Judges by a check after earlier runs have left this under each name. */
async function judgeAfter(check: AnyCheck, history: (name: string) => Earlier[]) {
  const kept = { readBaseline: async () => null, readRemembered: async (name: string) => history(name) };
  const sources = check.reads.filter((source) => lookingBack.includes(source));
  const connection = connectCluster({ url: 'http://127.0.0.1:1' }); // nothing is read of it
  const { outcomes: looked } = await loadSources(sources, connection, { config, now, kept });
  connection.close();
  return runCheck(check, new Map([...outcomes, ...looked]), { config, now });
}

it('every source that looks back is asked for by a check, and looks for what some check remembers', async () => {
  expect(new Set(checks.flatMap(({ reads }) => reads.filter((source) => lookingBack.includes(source))))).toEqual(
    new Set(lookingBack),
  );
  const asked = new Set<string>();
  for (const check of checks) {
    await judgeAfter(check, (name) => {
      asked.add(name);
      return [];
    });
  }
  // what is remembered of the example, where no restore drill is configured
  const names = ['access/reviewed', 'backups/size', 'capacity/requested', 'logs/kinds'];
  expect(Object.keys(remembered).toSorted()).toEqual(names);
  expect([...asked]).toEqual(expect.arrayContaining(names));
});

describe.each(checks.map((check) => [check.id, check] as const))('%s', (_id, check) => {
  it('sees no change after a run that saw the same', async () => {
    const same = (name: string) => [
      { run: 'r', at: new Date(now.getTime() - 864e5).toISOString(), value: remembered[name] },
    ];
    const verdict = await judgeAfter(check, same);
    const first = await judgeAfter(check, () => []);
    expect(verdict.findings).toEqual(first.findings);
  });

  it('judges after whatever earlier runs left', async () => {
    const instants = ['', 'yesterday', '2026-02-30T00:00:00Z', '+275760-09-13T00:00:00.001Z'];
    await fc.assert(
      fc.asyncProperty(
        fc.nat(),
        fc.array(fc.nat(100), { maxLength: 30 }),
        fc.jsonValue(),
        async (seed, days, other) => {
          const draw = drawFrom(seed);
          const odd = (name: string): Earlier[] =>
            days
              .toSorted((a, b) => a - b)
              .map((day, index) => {
                const at = new Date(now.getTime() - day * 864e5).toISOString();
                const values = [remembered[name], makeOdd(remembered[name] as Json, draw), other, null, Number.NaN];
                return {
                  run: `run-${index}`,
                  at: draw(10) === 0 ? pick(instants, draw) : at,
                  value: pick(values, draw),
                };
              });
          const { status, reason = '', findings } = await judgeAfter(check, odd);
          expect(`${status} ${reason}`).not.toMatch(/itself failed|could not read|undefined|NaN/);
          for (const { message } of findings) expect(message).not.toMatch(/undefined|NaN|\[object/);
        },
      ),
      { numRuns: 40 },
    );
  });
});

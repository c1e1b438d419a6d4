import { describe, expect, it } from 'vitest';
import { compare, nothingBefore } from '#lib/runs/compare.ts';
import { runCheck } from '#lib/runs/run-check.ts';
import type { ResolvedFinding } from '#lib/runs/run-document.ts';
import { configWith } from '../support/config.ts';
import { type Lamp, lampsLit, outcomesOf } from './toy-checks.ts';

const startedAt = '2026-03-02T07:00:00.000Z';
const context = { config: configWith(), now: new Date(startedAt) };
const judge = (...names: string[]) =>
  runCheck(lampsLit, outcomesOf({ lamps: names.map((name): Lamp => ({ name, isBroken: true })) }), context);

function kept(name: string, runs = 3): ResolvedFinding {
  const [draft] = judge(name).findings;
  if (!draft) throw new Error('no finding');
  const { fingerprint, severity, subject, message } = draft;
  return { fingerprint, severity, subject, message, check: lampsLit.id, firstSeenAt: '2026-03-01T07:00:00.000Z', runs };
}

describe('compare', () => {
  it('calls everything new in a first run', () => {
    const verdict = judge('hall');
    const { findings, resolved } = compare([verdict], nothingBefore, startedAt);
    expect([...findings.values()]).toMatchObject([{ state: 'new', firstSeenAt: startedAt, runs: 1 }]);
    expect(resolved).toEqual([]);
  });

  it('counts the runs of what goes on, from when it was first seen', () => {
    const { findings } = compare([judge('hall')], { run: 'r1', open: [kept('hall')], resolved: [] }, startedAt);
    expect([...findings.values()]).toMatchObject([
      { state: 'ongoing', firstSeenAt: '2026-03-01T07:00:00.000Z', runs: 4 },
    ]);
  });

  it('tells what came back from what is new', () => {
    const { findings } = compare(
      [judge('hall', 'attic')],
      { run: 'r1', open: [], resolved: [kept('attic')] },
      startedAt,
    );
    expect([...findings.values()].map(({ subject, state }) => [subject.name, state])).toEqual([
      ['hall', 'new'],
      ['attic', 'reopened'],
    ]);
  });

  it('resolves what is gone', () => {
    const gone = kept('attic');
    expect(compare([judge('hall')], { run: 'r1', open: [gone], resolved: [] }, startedAt).resolved).toEqual([gone]);
  });

  it('leaves open what an unknown check could not look at, and what was not asked for', () => {
    const before = { run: 'r1', open: [kept('attic')], resolved: [] };
    expect(compare([runCheck(lampsLit, new Map(), context)], before, startedAt).resolved).toEqual([]);
    expect(compare([], before, startedAt).resolved).toEqual([]);
  });
});

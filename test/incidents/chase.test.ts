import { describe, expect, it } from 'vitest';
import {
  act,
  type ChaseParts,
  chaseDue,
  heedSilences,
  type KeptChange,
  settleRun,
  tryEach,
} from '#lib/incidents/chase.ts';
import type { Incident, Pause } from '#lib/incidents/incident.ts';
import type { DocumentParts } from '../store/support/documents.ts';
import { checkOf, documentOf, findingOf } from '../store/support/documents.ts';
import { minute, openIncident, policyWith } from './support.ts';
import { silenceOf, tick } from './told.ts';

const silent = { pages: false, channels: [] } as const;

/** A store that is a map; `slower` is how often somebody else is faster. */
function openChase(start: readonly Incident[] = [], parts: Partial<ChaseParts> = {}) {
  const incidents = new Map(start.map((incident) => [incident.id, incident]));
  const saved: KeptChange[] = [];
  const state = { slower: 0, silences: [] as Pause[], rechecked: [] as string[] };
  const latestOf = (group: string) => [...incidents.values()].findLast((incident) => incident.group === group);
  const chase: ChaseParts = {
    read: async (id) => incidents.get(id),
    readLatestOfGroup: async (group) => latestOf(group),
    listDue: async () => [...incidents.keys()],
    save: async (change) => {
      state.slower -= 1;
      if (state.slower >= 0) return false;
      saved.push(change);
      incidents.set(change.incident.id, change.incident);
      return true;
    },
    silencesFor: async () => state.silences,
    policyFor: (severity) => policyWith(severity === 'info' ? { route: silent } : {}),
    grouping: { groupBy: 'step', openAfterRunsOf: () => 1 },
    recheckSecondsOf: () => 0,
    recheck: async ({ id }) => {
      state.rechecked.push(id);
      return tick.recheck;
    },
    ...parts,
  };
  return { chase, saved, state, incidents, all: () => [...incidents.values()] };
}

const critical = (name: string) => findingOf(name, { severity: 'critical' });
const failing = (...names: string[]): DocumentParts => ({ checks: [checkOf('nodes/ready', names.map(critical))] });
const healthy: DocumentParts = { checks: [checkOf('nodes/ready', [])] };
const group = 'ecommerce-production/daily-morning/cluster-health/critical';

describe('a run that is settled', () => {
  it('opens one incident for each group, with a name of its own, and keeps each channel’s delivery with it', async () => {
    const { chase, saved } = openChase();
    await settleRun(documentOf(2, failing('a')), chase, minute(0));
    expect(
      saved.map(({ incident, before, replaces, nextActionAt }) => [incident.id, before, replaces, nextActionAt]),
    ).toEqual([['INC-20260302-060000-hguu0o', null, undefined, minute(15).toISOString()]]);
    expect(saved[0]?.incident).toMatchObject({
      cluster: 'ecommerce-production',
      window: 'daily-morning',
      group,
      title: 'Cluster health',
    });
    expect(saved[0]?.deliveries.map(({ kind, channel }) => `${kind} ${channel}`)).toEqual([
      'page pagerduty',
      'inform slack',
      'inform email',
    ]);
  });

  it('changes nothing when it is settled again', async () => {
    const { chase, saved } = openChase();
    for (let times = 0; times < 2; times += 1) await settleRun(documentOf(2, failing('a')), chase, minute(times));
    expect(saved).toHaveLength(1);
  });

  it('resolves what it no longer sees, and says nothing of what was never seen', async () => {
    const { chase, saved, all } = openChase();
    await settleRun(documentOf(2, healthy), chase, minute(0));
    expect(saved).toEqual([]);
    await settleRun(documentOf(2, failing('a')), chase, minute(0));
    await settleRun(documentOf(3, healthy), chase, minute(5));
    await settleRun(documentOf(4, healthy), chase, minute(6));
    expect([all()[0]?.resolvedAt, saved.length]).toEqual([minute(5).toISOString(), 2]);
  });

  it('keeps what its checks could not see', async () => {
    const { chase, all } = openChase();
    await settleRun(documentOf(2, failing('a')), chase, minute(0));
    await settleRun(documentOf(3, { checks: [checkOf('nodes/ready', [], { status: 'unknown' })] }), chase, minute(5));
    expect(all()[0]).toMatchObject({ resolvedAt: null, findingCount: 1 });
  });

  it('opens nothing for what tells nobody', async () => {
    const { chase, saved } = openChase([], { policyFor: () => policyWith({ route: silent }) });
    await settleRun(documentOf(2, failing('a')), chase, minute(0));
    expect(saved).toEqual([]);
  });

  it.each<[string, { pages: boolean; channels: readonly 'slack'[] }]>([
    ['that only pages', { pages: true, channels: [] }],
    ['that only informs', { pages: false, channels: ['slack'] }],
  ])('opens one for a route %s', async (_what, route) => {
    const { chase, saved } = openChase([], { policyFor: () => policyWith({ route }) });
    await settleRun(documentOf(2, failing('a')), chase, minute(0));
    expect(saved).toHaveLength(1);
  });

  it('reopens what was resolved lately, else makes a new one in its place', async () => {
    const { chase, saved, incidents } = openChase();
    await settleRun(documentOf(2, failing('a')), chase, minute(0));
    await settleRun(documentOf(3, healthy), chase, minute(5));
    await settleRun(documentOf(4, failing('a')), chase, minute(5 + 24 * 60));
    expect([incidents.size, saved.at(-1)?.incident.episode]).toEqual([1, 2]);
    for (const day of [5, 6]) await settleRun(documentOf(day, healthy), chase, minute(24 * 60 + day));
    await settleRun(documentOf(7, failing('a')), chase, minute(48 * 60 + 7));
    expect([incidents.size, saved.at(-1)?.replaces]).toEqual([2, 'INC-20260302-060000-hguu0o']);
  });

  it('decides again when somebody was faster, and gives up after ten times', async () => {
    const { chase, saved, state } = openChase();
    state.slower = 9;
    await settleRun(documentOf(2, failing('a')), chase, minute(0));
    expect(saved).toHaveLength(1);
    state.slower = 10;
    await expect(settleRun(documentOf(3, healthy), chase, minute(1))).rejects.toThrow(
      'an incident changed ten times while it was being decided on',
    );
  });

  it('asks for the silences of what it found', async () => {
    const asked: unknown[] = [];
    const { chase } = openChase([], { silencesFor: async (about) => (asked.push(about), []) });
    await settleRun(documentOf(2, failing('a')), chase, minute(0));
    expect(asked).toEqual([{ cluster: 'ecommerce-production', group, checks: ['nodes/ready'] }]);
  });

  it('heeds a silence that holds', async () => {
    const { chase, saved, state } = openChase();
    state.silences = [silenceOf(0, 60)];
    await settleRun(documentOf(2, failing('a')), chase, minute(0));
    expect(saved[0]).toMatchObject({ deliveries: [], nextActionAt: minute(60).toISOString() });
  });

  it('waits for a second look only where every failing check asks for one, and for the shortest time', async () => {
    const seconds: Record<string, number> = { 'nodes/ready': 120, 'pods/ready': 60 };
    const { chase, saved } = openChase([], { recheckSecondsOf: (check) => seconds[check] ?? 0 });
    const both = [checkOf('nodes/ready', [critical('a')]), checkOf('pods/ready', [critical('b')])];
    await settleRun(documentOf(2, { checks: both }), chase, minute(0));
    expect(saved[0]).toMatchObject({ deliveries: [], nextActionAt: minute(1).toISOString() });
  });

  it('says when all was well before, where all that it found is new', async () => {
    const { chase, saved } = openChase();
    const run = { comparedWith: 'daily-morning.ecommerce-production.20260301T070000Z' };
    await settleRun(documentOf(2, { ...failing('a', 'b'), run }), chase, minute(0));
    const lastGood = { at: '2026-03-01T07:00:00.000Z', newFindings: 2, goneFindings: 0 };
    expect(saved[0]?.incident).toMatchObject({ lastGood, run: documentOf(2).run.id });
  });
});

describe('a sweep over what is due', () => {
  it('looks again at what is due, and decides', async () => {
    const { chase, saved, state } = openChase([openIncident()]);
    expect(await chaseDue(chase, minute(15))).toEqual({ count: 1, failures: [] });
    expect([state.rechecked, saved[0]?.deliveries.map(({ channel }) => channel)]).toEqual([['INC-1'], ['phone']]);
  });

  it.each<[string, number, Pause[], Partial<Incident>]>([
    ['not due', 5, [], {}],
    ['silenced', 15, [silenceOf(0, 60)], {}],
    ['resolved', 15, [], { resolvedAt: minute(10).toISOString() }],
  ])('does not look again at what is %s', async (_what, now, silences, parts) => {
    const { chase, state } = openChase([{ ...openIncident(), ...parts }]);
    state.silences = silences;
    await chaseDue(chase, minute(now));
    expect(state.rechecked).toEqual([]);
  });

  it('is not held up by one that fails, nor by one that is gone', async () => {
    const { chase } = openChase([openIncident()], { listDue: async () => ['INC-0', 'INC-1'] });
    const failure = new Error('the table is away');
    const broken = { ...chase, recheck: async () => Promise.reject(failure) };
    expect(await chaseDue(broken, minute(15))).toEqual({ count: 2, failures: [failure] });
    expect(await chaseDue(chase, minute(15))).toEqual({ count: 2, failures: [] });
  });
});

describe('a silence that has begun', () => {
  it('takes hold of incidents at once, and of none that is gone', async () => {
    const { chase, state, all } = openChase([openIncident()]);
    state.silences = [silenceOf(5, 60)];
    expect(await heedSilences(['INC-1', 'INC-0'], chase, minute(5))).toEqual([]);
    expect(all()[0]?.paused).toEqual(silenceOf(5, 60));
  });
});

describe('a deed', () => {
  const acknowledge = () => ({ kind: 'acknowledge', by: 'ann' }) as const;

  it('gives what became of it, also when somebody was faster', async () => {
    const { chase, state } = openChase([openIncident()]);
    state.slower = 1;
    const done = await act('INC-1', acknowledge, chase, minute(5));
    expect(done?.incident.acknowledgedAt).toBe(minute(5).toISOString());
  });

  it('on what is gone, or goes while it is decided on, gives nothing', async () => {
    const { chase, state, incidents } = openChase([openIncident()]);
    expect(await act('INC-0', acknowledge, chase, minute(5))).toBeUndefined();
    state.slower = 1;
    const forget = () => {
      incidents.clear();
      return acknowledge();
    };
    expect(await act('INC-1', forget, chase, minute(5))).toBeUndefined();
  });
});

it('work on each of several gives what went wrong', async () => {
  const done: number[] = [];
  const failures = await tryEach([1, 2, 3], async (item) => {
    if (item === 2) throw new Error('two');
    done.push(item);
  });
  expect([done, failures]).toEqual([[1, 3], [new Error('two')]]);
});

import { describe, expect, it } from 'vitest';
import { capacityTrend } from '#lib/checks/capacity/trend.ts';
import { type CapacityHistory, type Point, toPoints } from '#lib/cluster/sources/capacity-history.ts';
import type { EarlierRuns, RequestedAmounts } from '#lib/cluster/sources/earlier-runs.ts';
import type { Node } from '#lib/cluster/sources/nodes.ts';
import { minutesAgo, now, observe } from '../../support/observe.ts';
import { node, pod } from './build-cluster.ts';

type Kept = EarlierRuns<RequestedAmounts>;

/** A share for each day, the last one now. */
function daily(count: number, shareOf: (day: number) => number): Point[] {
  return Array.from({ length: count }, (_, day) => ({ at: minutesAgo((count - 1 - day) * 1440), value: shareOf(day) }));
}

/** What runs kept of the days before today, newest first: thousandths of CPU, of 4 CPU unless said otherwise. */
function kept(cpuByDaysAgo: Readonly<Record<number, number>>, allocatable = 4000): Kept {
  const runs = Object.entries(cpuByDaysAgo).map(([daysAgo, requests]) => ({
    run: `run-${daysAgo}`,
    at: minutesAgo(Number(daysAgo) * 1440),
    value: {
      cpu: { requests, allocatable },
      memory: { requests: 2 ** 30, allocatable: 12 * 2 ** 30 },
      pods: { requests: 1, allocatable: 10 },
    },
  }));
  return { isKept: true, runs, unreadable: 0 };
}

const none: Kept = { isKept: false, runs: [], unreadable: 0 };
const flat = daily(28, () => 0.5);

function judge(
  prometheus: CapacityHistory | null,
  earlierRequests: Kept,
  { nodes = [node('a')], cpu = '2' }: { nodes?: Node[]; cpu?: string } = {},
) {
  const podSpecs = [pod('web-0', { on: 'a', requests: { cpu, memory: '1Gi' } })];
  const data = { capacityHistory: prometheus, earlierRequests, nodes, podSpecs };
  const { observations, conclusion } = observe(capacityTrend, data);
  return { told: observations.map(({ severity, message }) => `${severity}: ${message}`), conclusion };
}

describe('by Prometheus', () => {
  it('far from full: quiet, and measured', () => {
    const { told, conclusion } = judge({ cpu: flat, memory: flat }, none);
    expect(told).toEqual([]);
    expect(conclusion).toMatchObject({
      examined: 2,
      measurements: { 'capacity/trend': { cpu: { percentNow: 50, from: 'Prometheus' } } },
    });
  });

  it.each([
    [0.02, 'warning', 'are at 70 % of what the nodes have, +2 % a day: 90 % in 10 days (by 28 days of Prometheus)'],
    [0.01, 'info', 'are at 70 % of what the nodes have, +1 % a day: 90 % in 20 days (by 28 days of Prometheus)'],
  ])('growing by %f a day: %s', (step, severity, end) => {
    const cpu = daily(28, (day) => 0.7 - step * (27 - day));
    const { told } = judge({ cpu, memory: flat }, none);
    expect(told).toEqual([`${severity}: Cluster ecommerce-production: requests of cpu ${end}`]);
  });

  it('wins over kept runs where it has enough days, and gives way where it has not', () => {
    const growing = kept({ 1: 1900, 2: 1800, 3: 1700, 4: 1600, 5: 1500, 6: 1400, 7: 1300 });
    expect(judge({ cpu: flat, memory: flat }, growing).told).toEqual([]);
    expect(judge({ cpu: flat.slice(-3), memory: flat }, growing).told).toHaveLength(1);
  });
});

describe('by kept runs', () => {
  it('through the days before and today', () => {
    const { told } = judge(null, kept({ 1: 1900, 2: 1800, 3: 1700, 4: 1600, 5: 1500, 6: 1400, 7: 1300 }));
    expect(told).toEqual([
      'info: Cluster ecommerce-production: requests of cpu are at 50 % of what the nodes have, +2.5 % a day: 90 % in 16 days (by 8 days of kept runs)',
    ]);
  });

  it('with gaps between the runs', () => {
    const { told } = judge(null, kept({ 7: 1900, 14: 1800, 21: 1700, 28: 1600 }), { cpu: '2' });
    expect(told).toEqual([]); // 90 % in 112 days
    const { conclusion } = judge(null, kept({ 7: 1900, 14: 1800, 21: 1700, 28: 1600 }), { cpu: '2' });
    expect(conclusion).toMatchObject({ measurements: { 'capacity/trend': { cpu: { daysToThreshold: 112 } } } });
  });

  it('with a node added in between: held against what the nodes can allot now', () => {
    const before = kept({ 7: 3000, 6: 3050, 5: 3100, 4: 3150 }, 4000);
    const after = kept({ 3: 3200, 2: 3250, 1: 3300 }, 8000);
    const history: Kept = {
      ...before,
      runs: [...after.runs, ...before.runs].toSorted((a, b) => (a.at < b.at ? 1 : -1)),
    };
    const { conclusion } = judge(null, history, { nodes: [node('a'), node('b')], cpu: '3350m' });
    expect(conclusion).toMatchObject({
      measurements: { 'capacity/trend': { cpu: { percentNow: 41.88, percentPerDay: 0.63, fit: 1 } } },
    });
  });

  it.each<[string, number[]]>([
    ['that shrink', [2100, 2200, 2300, 2400, 2500, 2600, 2700]],
    ['that stand still', [2000, 2000, 2000, 2000, 2000, 2000, 2000]],
    ['that go up and down', [1000, 2100, 1100, 2050, 1000, 2000, 1050]],
  ])('is quiet for requests %s', (_, before) => {
    const { told, conclusion } = judge(null, kept(Object.fromEntries(before.map((cpu, index) => [index + 1, cpu]))));
    expect(told).toEqual([]);
    expect(conclusion).toMatchObject({ examined: 3 });
  });

  it('tells of pods, too', () => {
    const history = kept({});
    const runs = [1, 2, 3, 4, 5, 6, 7].map((daysAgo) => ({
      run: `run-${daysAgo}`,
      at: minutesAgo(daysAgo * 1440),
      value: {
        ...(kept({ 1: 2000 }).runs[0]?.value as RequestedAmounts),
        pods: { requests: 8 - daysAgo, allocatable: 10 },
      },
    }));
    const podSpecs = Array.from({ length: 8 }, (_, index) => pod(`web-${index}`, { on: 'a' }));
    const data = { capacityHistory: null, earlierRequests: { ...history, runs }, nodes: [node('a')], podSpecs };
    const { observations } = observe(capacityTrend, data);
    expect(observations).toMatchObject([
      {
        discriminator: 'pods',
        severity: 'warning',
        evidence: { percentNow: 80, percentPerDay: 10, daysToThreshold: 1 },
      },
    ]);
  });

  it('is information where node pools grow by themselves', () => {
    const nodes = [node('a', { labels: { 'karpenter.sh/nodepool': 'general' } })];
    const growing = kept({ 1: 1800, 2: 1600, 3: 1400, 4: 1200, 5: 1000, 6: 800, 7: 600 });
    expect(judge(null, growing).told).toMatchObject([expect.stringMatching(/^warning: .* in 8 days/)]);
    expect(judge(null, growing, { nodes }).told).toMatchObject([expect.stringMatching(/^info: .* in 8 days/)]);
  });
});

describe('no history yet', () => {
  it.each<[string, CapacityHistory | null, Kept, string]>([
    [
      'of a first run',
      null,
      kept({}),
      'no history yet: cpu has 1 day with figures since 2026-03-02 (kept runs); a trend takes 5 over 7 days, from 2026-03-09 at the earliest',
    ],
    [
      'of many runs in few days',
      null,
      kept({ 1: 1900, 2: 1800, 3: 1700, 4: 1600 }),
      'no history yet: cpu has 5 days with figures since 2026-02-26 (kept runs); a trend takes 5 over 7 days, from 2026-03-05 at the earliest',
    ],
    [
      'of many runs in one day',
      null,
      kept({ 0.1: 1900, 0.2: 1800 }),
      'no history yet: cpu has 1 day with figures since 2026-03-02 (kept runs); a trend takes 5 over 7 days, from 2026-03-09 at the earliest',
    ],
    [
      'of a young Prometheus',
      { cpu: flat.slice(-4), memory: flat.slice(-4) },
      kept({}),
      'no history yet: cpu has 4 days with figures since 2026-02-27 (Prometheus); a trend takes 5 over 7 days, from 2026-03-06 at the earliest',
    ],
    [
      'of a run that keeps nothing',
      null,
      none,
      'there is no history: the configuration names no Prometheus (monitoring.prometheus), and this run looks back on no kept ones',
    ],
  ])('%s', (_, prometheus, history, notApplicable) => {
    expect(judge(prometheus, history)).toEqual({ told: [], conclusion: { notApplicable } });
  });

  it('is said of pods alone where Prometheus knows the rest', () => {
    expect(judge({ cpu: flat, memory: flat }, kept({})).conclusion).toMatchObject({
      examined: 2,
      note: expect.stringMatching(/^no history yet: pods has 1 day/),
    });
  });

  it('is said of nodes that can allot nothing', () => {
    const { conclusion } = judge(null, kept({ 1: 1900 }), { nodes: [] });
    expect(conclusion).toMatchObject({ notApplicable: expect.stringMatching(/^no history yet: cpu has 0 days/) });
  });
});

it('an answer without a number for a day, or without a series, is read as far as it goes', () => {
  const seconds = now.getTime() / 1000;
  const values: [number, string][] = [
    [seconds, '0.5'],
    [seconds + 86_400, 'NaN'],
  ];
  expect(toPoints({ result: [{ values }] })).toEqual([{ at: '2026-03-02T07:00:00.000Z', value: 0.5 }]);
  expect([toPoints({}), toPoints({ result: [] }), toPoints({ result: [{ values: null }] })]).toEqual([[], [], []]);
});

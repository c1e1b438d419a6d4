import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loseNodes } from '#lib/checks/capacity/lose-nodes.ts';
import { indexStorage } from '#lib/checks/capacity/node-rules.ts';
import type { Node } from '#lib/cluster/sources/nodes.ts';
import type { PodSpec } from '#lib/cluster/sources/pod-specs.ts';
import { hostname, node, pod, zoneLabel } from './build-cluster.ts';

const storage = indexStorage([], []);

/** The rules of one tiny pod, in plain words of its own for the referee. */
interface Tiny {
  readonly cpu: number;
  readonly app: string;
  readonly on: number;
  readonly apart: string | null;
  readonly zone: string | null;
}

const tinyPod = fc.record<Tiny>({
  cpu: fc.integer({ min: 0, max: 3 }),
  app: fc.constantFrom('x', 'y'),
  on: fc.integer({ min: 0, max: 2 }),
  apart: fc.constantFrom(hostname, zoneLabel, null, null),
  zone: fc.constantFrom('a', 'b', null, null),
});

const tinyCluster = fc.record({
  sizes: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 3, maxLength: 3 }),
  zones: fc.array(fc.constantFrom('a', 'b'), { minLength: 3, maxLength: 3 }),
  tiny: fc.array(tinyPod, { maxLength: 6 }),
});

function build({ sizes, zones, tiny }: { sizes: number[]; zones: string[]; tiny: Tiny[] }) {
  const nodes = sizes.map((cpu, index) =>
    node(`n${index}`, { zone: zones[index] ?? 'a', allocatable: { cpu: String(cpu), pods: '3' } }),
  );
  const pods = tiny.map(({ cpu, app, on, apart, zone }, index) =>
    pod(`${app}-${index}`, {
      on: `n${on}`,
      requests: { cpu: String(cpu) },
      labels: { app },
      spec: {
        nodeSelector: zone ? { [zoneLabel]: zone } : {},
        affinity: apart
          ? {
              podAntiAffinity: {
                requiredDuringSchedulingIgnoredDuringExecution: [
                  { topologyKey: apart, labelSelector: { matchLabels: { app } } },
                ],
              },
            }
          : {},
      },
    }),
  );
  return { nodes, pods };
}

/** The referee: whether a pod may join the others on a node, read from the tiny rules and nothing of the simulation. */
function mayJoin(one: Tiny, at: Node, others: readonly { tiny: Tiny; at: Node }[]): boolean {
  const here = others.filter((other) => other.at === at);
  const used = here.reduce((sum, other) => sum + other.tiny.cpu, 0);
  // What asks for no CPU fits where more runs than there is room for.
  const hasRoom = (one.cpu === 0 || used + one.cpu <= Number(at.allocatable['cpu'])) && here.length < 3;
  const isZone = one.zone === null || at.labels[zoneLabel] === one.zone;
  const isClose = (key: string | null, other: Node) => key !== null && other.labels[key] === at.labels[key];
  const isApart = others.every(
    (other) => other.tiny.app !== one.app || !(isClose(one.apart, other.at) || isClose(other.tiny.apart, other.at)),
  );
  return hasRoom && isZone && isApart;
}

function isPossible(
  waiting: readonly Tiny[],
  nodes: readonly Node[],
  others: readonly { tiny: Tiny; at: Node }[],
): boolean {
  const [one, ...rest] = waiting;
  if (!one) return true;
  return nodes.some((at) => mayJoin(one, at, others) && isPossible(rest, nodes, [...others, { tiny: one, at }]));
}

describe('losing a node of a tiny cluster', () => {
  it('is never said to be harmless when no assignment exists', () => {
    let [harmless, impossible] = [0, 0];
    fc.assert(
      fc.property(tinyCluster, (cluster) => {
        const { nodes, pods } = build(cluster);
        const [lost, ...left] = nodes as [Node, ...Node[]];
        const { unplaced } = loseNodes({ nodes, pods, storage }, new Set([lost]));
        const displaced = cluster.tiny.filter(({ on }) => on === 0);
        const others = cluster.tiny.filter(({ on }) => on > 0).map((tiny) => ({ tiny, at: nodes[tiny.on] as Node }));
        const possible = isPossible(displaced, left, others);
        const isPlaced = unplaced.length === 0;
        expect(isPlaced && !possible).toBe(false);
        // With one pod to move, first fit is a search through all there is.
        expect(displaced.length === 1 && possible && !isPlaced).toBe(false);
        if (displaced.length > 0 && isPlaced) harmless += 1;
        if (!possible) impossible += 1;
      }),
      { numRuns: 2000 },
    );
    // Both answers were really put to the test.
    expect(Math.min(harmless, impossible)).toBeGreaterThan(100);
  });

  it('places every pod where it may be, beside all that are there in the end', () => {
    fc.assert(
      fc.property(tinyCluster, (cluster) => {
        const { nodes, pods } = build(cluster);
        const { placed } = loseNodes({ nodes, pods, storage }, new Set([nodes[0] as Node]));
        const tinyOf = new Map<PodSpec, Tiny>(pods.map((one, index) => [one, cluster.tiny[index] as Tiny]));
        const staying = pods.filter(({ nodeName }) => nodeName !== 'n0');
        const others = staying.map((one) => ({
          tiny: tinyOf.get(one) as Tiny,
          at: nodes[Number(one.nodeName?.[1])] as Node,
        }));
        for (const [one, at] of placed) {
          const tiny = tinyOf.get(one) as Tiny;
          expect(mayJoin(tiny, at, others)).toBe(true);
          others.push({ tiny, at });
        }
      }),
      { numRuns: 1000 },
    );
  });
});

import type { Node } from '#lib/cluster/sources/nodes.ts';
import type { PodSpec } from '#lib/cluster/sources/pod-specs.ts';
import { matcherOfTerm, type PodMatcher } from './pod-rules.ts';

/** A pod on its node. */
export interface Placed {
  readonly pod: PodSpec;
  readonly node: Node;
}

/** How many pods that something counts are on each node, by the node's name. */
export type Counts = ReadonlyMap<Node, number>;

/** Pods that keep others away: a required anti-affinity of theirs, and the nodes on which they are. */
interface Keeper {
  readonly matcher: PodMatcher;
  readonly topologyKey: string;
  readonly on: Map<Node, number>;
}

/** Who is where, counted as it is asked and kept up to date as pods are placed. */
export interface Census {
  /** Pods on each node that the matcher counts. */
  count(matcher: PodMatcher): Counts;
  /** Anti-affinities of placed pods that this pod would offend. */
  keepersFrom(pod: PodSpec): readonly Pick<Keeper, 'topologyKey' | 'on'>[];
  add(placed: Placed): void;
}

/** A census of pods on nodes. */
export function takeCensus(population: Iterable<Placed>): Census {
  const placed: Placed[] = [];
  const counted = new Map<string, { matcher: PodMatcher; counts: Map<Node, number> }>();
  const keepers = new Map<string, Keeper>();
  const census: Census = {
    count(matcher) {
      const known = counted.get(matcher.key);
      if (known) return known.counts;
      const counts = new Map<Node, number>();
      for (const { pod, node } of placed) if (matcher.matches(pod)) increment(counts, node);
      counted.set(matcher.key, { matcher, counts });
      return counts;
    },
    keepersFrom: (pod) => [...keepers.values()].filter(({ matcher }) => matcher.matches(pod)),
    add(one) {
      placed.push(one);
      for (const { matcher, counts } of counted.values()) if (matcher.matches(one.pod)) increment(counts, one.node);
      for (const keeper of keepersOf(one.pod)) {
        const key = JSON.stringify([keeper.matcher.key, keeper.topologyKey]);
        const known = keepers.get(key) ?? keeper;
        keepers.set(key, known);
        increment(known.on, one.node);
      }
    },
  };
  for (const one of population) census.add(one);
  return census;
}

function keepersOf(pod: PodSpec): Keeper[] {
  return pod.placing.apart.map((term) => ({
    matcher: matcherOfTerm(term, pod, true),
    topologyKey: term.topologyKey,
    on: new Map(),
  }));
}

function increment(counts: Map<Node, number>, node: Node): void {
  counts.set(node, (counts.get(node) ?? 0) + 1);
}

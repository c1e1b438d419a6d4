import type { Node } from '#lib/cluster/sources/nodes.ts';
import type { PodSpec } from '#lib/cluster/sources/pod-specs.ts';
import { marksOf, matcherOfTerm, type PodMatcher } from './pod-rules.ts';

/** A pod on its node. */
export interface Placed {
  readonly pod: PodSpec;
  readonly node: Node;
}

/** How many pods that something counts are on each node. */
export type Counts = ReadonlyMap<Node, number>;

/** Pods that something counts, and how many of them are on each node. */
interface Counter {
  readonly matcher: PodMatcher;
  readonly on: Map<Node, number>;
}

/** A required anti-affinity: the pods that it keeps away, and the nodes from whose domain it keeps them. */
interface Keeper extends Counter {
  readonly topologyKey: string;
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
  const placed = new Map<string, Placed[]>([[anyMark, []]]);
  const counters = new Map<string, Counter[]>();
  const counterOf = new Map<string, Counter>();
  const keepers = new Map<string, Keeper[]>();
  const keeperOf = new Map<string, Keeper>();
  const census: Census = {
    count(matcher) {
      const known = counterOf.get(matcher.key);
      if (known) return known.on;
      const counter = { matcher, on: new Map<Node, number>() };
      for (const one of placed.get(matcher.mark ?? anyMark) ?? []) increment(counter, one);
      counterOf.set(matcher.key, counter);
      put(counters, matcher.mark ?? anyMark, counter);
      return counter.on;
    },
    keepersFrom: (pod) => lookUp(keepers, pod).filter(({ matcher }) => matcher.matches(pod)),
    add(one) {
      for (const mark of [anyMark, ...marksOf(one.pod)]) put(placed, mark, one);
      for (const counter of lookUp(counters, one.pod)) increment(counter, one);
      for (const keeper of keepersOf(one.pod)) {
        const key = JSON.stringify([keeper.matcher.key, keeper.topologyKey]);
        const known = keeperOf.get(key);
        if (!known) put(keepers, keeper.matcher.mark ?? anyMark, keeper);
        keeperOf.set(key, known ?? keeper);
        (known ?? keeper).on.set(one.node, 1);
      }
    },
  };
  for (const one of population) census.add(one);
  return census;
}

/** Where what has no mark of its own is kept. */
const anyMark = '';

function lookUp<T>(index: ReadonlyMap<string, readonly T[]>, pod: PodSpec): T[] {
  return [anyMark, ...marksOf(pod)].flatMap((mark) => index.get(mark) ?? []);
}

function put<T>(index: Map<string, T[]>, mark: string, item: T): void {
  const known = index.get(mark);
  if (known) known.push(item);
  else index.set(mark, [item]);
}

function keepersOf(pod: PodSpec): Keeper[] {
  return pod.placing.apart.map((term) => ({
    matcher: matcherOfTerm(term, pod, true),
    topologyKey: term.topologyKey,
    on: new Map(),
  }));
}

function increment({ matcher, on }: Counter, { pod, node }: Placed): void {
  if (matcher.matches(pod)) on.set(node, (on.get(node) ?? 0) + 1);
}

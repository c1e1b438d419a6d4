import type { Node } from '#lib/cluster/sources/nodes.ts';
import type { Spread } from '#lib/cluster/sources/placing.ts';
import type { PodSpec } from '#lib/cluster/sources/pod-specs.ts';
import type { Census, Counts } from './census.ts';
import { isChosen, isTolerated } from './node-rules.ts';
import { domainOf, matcherOfAll, matcherOfSpread, matcherOfTerm } from './pod-rules.ts';

/** Whether a node suits a pod, given who is where already. */
export type Suits = (node: Node) => boolean;

/**
 * What a pod asks of the company on a node, as of now: required affinity, anti-affinity in both directions, and spread
 * (kube-scheduler, plugins InterPodAffinity and PodTopologySpread).
 */
export function companyRules(pod: PodSpec, census: Census, nodes: readonly Node[]): readonly Suits[] {
  const { near, apart, spreads } = pod.placing;
  const rules: Suits[] = [];
  if (near.length > 0) rules.push(nearRule(pod, census));
  for (const term of apart) rules.push(awayFrom(census.count(matcherOfTerm(term, pod, true)), term.topologyKey));
  for (const keeper of census.keepersFrom(pod)) rules.push(awayFrom(keeper.on, keeper.topologyKey));
  const keys = spreads.map((spread) => spread.topologyKey);
  for (const spread of spreads)
    rules.push(
      spreadRule(
        spread,
        pod,
        census,
        nodes.filter((node) => hasAll(node, keys)),
      ),
    );
  return rules;
}

/** Only pods that all terms select are company; the first of a group that seeks its own kind may begin anywhere. */
function nearRule(pod: PodSpec, census: Census): Suits {
  const matcher = matcherOfAll(pod.placing.near.map((term) => matcherOfTerm(term, pod, false)));
  const counts = census.count(matcher);
  const isFirst = counts.size === 0 && matcher.matches(pod);
  const terms = pod.placing.near.map(({ topologyKey }) => ({ topologyKey, domains: domainsOf(counts, topologyKey) }));
  return (node) =>
    terms.every(({ topologyKey, domains }) => {
      const domain = domainOf(node, topologyKey);
      return domain !== undefined && (isFirst || domains.has(domain));
    });
}

function awayFrom(counts: Counts, topologyKey: string): Suits {
  const taken = domainsOf(counts, topologyKey);
  return (node) => !taken.has(domainOf(node, topologyKey) ?? '');
}

function spreadRule(spread: Spread, pod: PodSpec, census: Census, nodes: readonly Node[]): Suits {
  const matcher = matcherOfSpread(spread, pod);
  const counts = census.count(matcher);
  const perDomain = new Map<string, number>();
  for (const node of nodes.filter((candidate) => isCounted(candidate, spread, pod))) {
    const domain = domainOf(node, spread.topologyKey) ?? '';
    perDomain.set(domain, (perDomain.get(domain) ?? 0) + (counts.get(node) ?? 0));
  }
  const least = perDomain.size < spread.minDomains ? 0 : Math.min(...perDomain.values());
  const own = matcher.matches(pod) ? 1 : 0;
  return (node) => {
    const inDomain = perDomain.get(domainOf(node, spread.topologyKey) ?? '');
    return inDomain !== undefined && inDomain + own - least <= spread.maxSkew;
  };
}

function isCounted(node: Node, { honoursAffinity, honoursTaints }: Spread, { placing }: PodSpec): boolean {
  return (!honoursAffinity || isChosen(node, placing)) && (!honoursTaints || isTolerated(node, placing));
}

function hasAll(node: Node, keys: readonly string[]): boolean {
  return keys.every((key) => domainOf(node, key) !== undefined);
}

function domainsOf(counts: Counts, topologyKey: string): Set<string> {
  const domains = [...counts.keys()].map((node) => domainOf(node, topologyKey));
  return new Set(domains.filter((domain) => domain !== undefined));
}

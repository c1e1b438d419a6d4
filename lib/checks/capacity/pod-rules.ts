import type { Node } from '#lib/cluster/sources/nodes.ts';
import type { PodTerm, Spread } from '#lib/cluster/sources/placing.ts';
import type { PodSpec } from '#lib/cluster/sources/pod-specs.ts';
import { meetsAll, type Requirement } from '#lib/cluster/sources/selector.ts';

/** Which pods something counts. */
export interface PodMatcher {
  /** Equal for equal matchers. */
  readonly key: string;
  /** A mark (`marksOf`) that every pod has which matches; null when no single one is known. */
  readonly mark: string | null;
  matches(pod: PodSpec): boolean;
}

/** What pods are looked up by: their namespace with each of their labels. */
export function marksOf({ namespace, labels }: PodSpec): string[] {
  return Object.entries(labels).map(([key, value]) => markOf(namespace, key, value));
}

function markOf(namespace: string, key: string, value: string): string {
  return `${namespace} ${key}=${value}`;
}

/** The mark that the requirements ask for, if one label must have one value. */
function markIn(namespaces: readonly string[], requirements: readonly Requirement[] | null): string | null {
  const [namespace, ...others] = namespaces;
  const equal = requirements?.find(({ operator, values }) => operator === 'In' && values.length === 1);
  return namespace === undefined || others.length > 0 || !equal
    ? null
    : markOf(namespace, equal.key, equal.values[0] ?? '');
}

/**
 * The pods that an affinity term of `owner` selects. Of a namespace only its name is known here (which is a label of
 * every namespace): whether other labels are met cannot be said, and is answered with `otherwise`.
 */
export function matcherOfTerm(term: PodTerm, owner: PodSpec, otherwise: boolean): PodMatcher {
  const own = (keys: readonly string[], operator: string) =>
    keys.flatMap((key): Requirement[] => {
      const value = owner.labels[key];
      return value === undefined ? [] : [{ key, operator, values: [value] }];
    });
  const requirements = term.selector && [
    ...term.selector,
    ...own(term.equalKeys, 'In'),
    ...own(term.unequalKeys, 'NotIn'),
  ];
  const isOwn = term.namespaces.length === 0 && term.namespaceSelector === null;
  const namespaces = isOwn ? [owner.namespace] : term.namespaces;
  return {
    key: JSON.stringify([requirements, namespaces, term.namespaceSelector, otherwise]),
    mark: term.namespaceSelector ? null : markIn(namespaces, requirements),
    matches: (pod) =>
      requirements !== null &&
      (namespaces.includes(pod.namespace) || isSelected(pod.namespace, term.namespaceSelector, otherwise)) &&
      meetsAll(pod.labels, requirements),
  };
}

/** The pods that a spread of `owner` counts: of its namespace, and not ending. */
export function matcherOfSpread(spread: Spread, owner: PodSpec): PodMatcher {
  const equal = spread.equalKeys.flatMap((key): Requirement[] => {
    const value = owner.labels[key];
    return value === undefined ? [] : [{ key, operator: 'In', values: [value] }];
  });
  const requirements = spread.selector && [...spread.selector, ...equal];
  return {
    key: JSON.stringify([requirements, owner.namespace, 'spread']),
    mark: markIn([owner.namespace], requirements),
    matches: (pod) =>
      requirements !== null &&
      pod.namespace === owner.namespace &&
      pod.deletionAt === null &&
      meetsAll(pod.labels, requirements),
  };
}

/** The pods that all matchers count. */
export function matcherOfAll(matchers: readonly PodMatcher[]): PodMatcher {
  return {
    key: JSON.stringify(matchers.map(({ key }) => key)),
    mark: matchers.find(({ mark }) => mark !== null)?.mark ?? null,
    matches: (pod) => matchers.every((matcher) => matcher.matches(pod)),
  };
}

function isSelected(namespace: string, selector: readonly Requirement[] | null, otherwise: boolean): boolean {
  if (selector === null) return false;
  const byName = selector.filter(({ key }) => key === nameLabel);
  if (!meetsAll({ [nameLabel]: namespace }, byName)) return false;
  return byName.length === selector.length || otherwise;
}

const nameLabel = 'kubernetes.io/metadata.name';

/** The value of the topology key that a node has; undefined where it has none. */
export function domainOf(node: Node, topologyKey: string): string | undefined {
  return node.labels[topologyKey];
}

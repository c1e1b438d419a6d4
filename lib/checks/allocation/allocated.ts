import { type Amount, type Amounts, formatAmount, nothing, parseAmount, percentOfAmount } from '#lib/cluster/amount.ts';
import { sumAmounts } from '#lib/cluster/pod-resources.ts';
import type { Node } from '#lib/cluster/sources/nodes.ts';
import { isAllocated, type PodSpec } from '#lib/cluster/sources/pod-specs.ts';

/** What the pods of a node, or of several, ask for, of what there is. */
export interface Allocation {
  readonly capacity: Amounts;
  readonly allocatable: Amounts;
  readonly requests: Amounts;
  readonly limits: Amounts;
  readonly podCount: number;
}

/** Of each node; pods on nodes that are gone count nowhere. */
export function allocateNodes(nodes: readonly Node[], pods: readonly PodSpec[]): Map<Node, Allocation> {
  const byNode = Map.groupBy(pods.filter(isAllocated), (pod) => pod.nodeName);
  return new Map(nodes.map((node) => [node, allocationOf(node, byNode.get(node.name) ?? [])]));
}

function allocationOf({ capacity, allocatable }: Node, pods: readonly PodSpec[]): Allocation {
  return {
    capacity: parseAmounts(capacity),
    allocatable: parseAmounts(allocatable),
    requests: sumAmounts(pods.map((pod) => pod.requests)),
    limits: sumAmounts(pods.map((pod) => pod.limits)),
    podCount: pods.length,
  };
}

/** Of several nodes together. */
export function addAllocations(parts: readonly Allocation[]): Allocation {
  return {
    capacity: sumAmounts(parts.map((part) => part.capacity)),
    allocatable: sumAmounts(parts.map((part) => part.allocatable)),
    requests: sumAmounts(parts.map((part) => part.requests)),
    limits: sumAmounts(parts.map((part) => part.limits)),
    podCount: parts.reduce((count, part) => count + part.podCount, 0),
  };
}

/** One resource of an allocation. */
export function amountIn(amounts: Amounts, resource: string): Amount {
  return amounts[resource] ?? nothing;
}

/** Whole percent of what there is that is requested, cut. */
export function requestedPercent({ requests, allocatable }: Allocation, resource: string): number {
  return percentOfAmount(resource, amountIn(requests, resource), amountIn(allocatable, resource));
}

/** As `kubectl describe node` prints it under "Allocated resources"; quantities canonical. */
export function describeAllocation({ allocatable, requests, limits }: Allocation): Record<string, object> {
  const rows = ['cpu', 'memory', 'ephemeral-storage'].map((resource) => {
    const [all, requested, limited] = [allocatable, requests, limits].map((amounts) => amountIn(amounts, resource)) as [
      Amount,
      Amount,
      Amount,
    ];
    return [
      resource,
      {
        allocatable: formatAmount(all),
        requests: formatAmount(requested),
        requestsPercent: percentOfAmount(resource, requested, all),
        limits: formatAmount(limited),
        limitsPercent: percentOfAmount(resource, limited, all),
      },
    ];
  });
  return Object.fromEntries(rows);
}

function parseAmounts(written: Readonly<Record<string, string>>): Amounts {
  return Object.fromEntries(Object.entries(written).map(([resource, text]) => [resource, parseAmount(text)]));
}

/** A node that AWS makes for one pod: full as soon as it is there, and of no use to others. */
export function isFargate(node: Node): boolean {
  return node.labels['eks.amazonaws.com/compute-type'] === 'fargate';
}

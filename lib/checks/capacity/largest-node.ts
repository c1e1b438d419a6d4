import { toUnits } from '#lib/cluster/amount.ts';
import type { Node } from '#lib/cluster/sources/nodes.ts';
import type { PodSpec } from '#lib/cluster/sources/pod-specs.ts';
import { type Allocation, allocateNodes, amountIn } from '../allocation/allocated.ts';

/**
 * The node with the most CPU, then the most memory; of equal ones that on which most is requested, whose loss is felt
 * most. Undefined without nodes.
 */
export function largestNode(nodes: readonly Node[], pods: readonly PodSpec[]): Node | undefined {
  const ranked = [...allocateNodes(nodes, pods)].map(([node, part]) => ({ node, sizes: sizesOf(part) }));
  return ranked.toSorted((a, b) => compare(b.sizes, a.sizes) || (a.node.name < b.node.name ? -1 : 1))[0]?.node;
}

function sizesOf({ allocatable, requests }: Allocation): number[] {
  return [allocatable, requests].flatMap((amounts) =>
    ['cpu', 'memory'].map((resource) => toUnits(resource, amountIn(amounts, resource))),
  );
}

function compare(a: readonly number[], b: readonly number[]): number {
  return a.map((size, index) => size - (b[index] ?? 0)).find((difference) => difference !== 0) ?? 0;
}

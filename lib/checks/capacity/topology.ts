import type { Node } from '#lib/cluster/sources/nodes.ts';

/** The node's availability zone; `unknown` for one that does not say. */
export function zoneOf({ labels }: Node): string {
  return labels['topology.kubernetes.io/zone'] ?? labels['failure-domain.beta.kubernetes.io/zone'] ?? 'unknown';
}

/** The node's instance type; `unknown` for one that does not say. */
export function instanceTypeOf({ labels }: Node): string {
  return labels['node.kubernetes.io/instance-type'] ?? labels['beta.kubernetes.io/instance-type'] ?? 'unknown';
}

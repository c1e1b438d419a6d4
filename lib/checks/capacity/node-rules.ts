import type { Node } from '#lib/cluster/sources/nodes.ts';
import type { NodeTerm, Placing, Toleration } from '#lib/cluster/sources/placing.ts';
import type { PodSpec } from '#lib/cluster/sources/pod-specs.ts';
import { meetsAll } from '#lib/cluster/sources/selector.ts';
import type { Volume, VolumeClaim } from '#lib/cluster/sources/volumes.ts';

/** The claims and volumes of the cluster, by name. */
export interface Storage {
  readonly claims: ReadonlyMap<string, VolumeClaim>;
  readonly volumes: ReadonlyMap<string, Volume>;
}

/** Indexes claims by `namespace/name` and volumes by name. */
export function indexStorage(claims: readonly VolumeClaim[], volumes: readonly Volume[]): Storage {
  return {
    claims: new Map(claims.map((claim) => [`${claim.namespace}/${claim.name}`, claim])),
    volumes: new Map(volumes.map((volume) => [volume.name, volume])),
  };
}

/** Whether the pod's node selector and required node affinity allow the node. */
export function isChosen(node: Node, { nodeSelector, nodeTerms }: Placing): boolean {
  const isSelected = Object.entries(nodeSelector).every(([key, value]) => node.labels[key] === value);
  return isSelected && holdsAny(node, nodeTerms);
}

/** Whether one of the terms holds; a term without requirements never does. */
function holdsAny(node: Node, terms: readonly NodeTerm[] | null): boolean {
  if (terms === null) return true;
  return terms.some(
    ({ labels, fields }) =>
      labels.length + fields.length > 0 &&
      meetsAll(node.labels, labels) &&
      meetsAll({ 'metadata.name': node.name }, fields),
  );
}

/** Whether the pod tolerates every taint that keeps pods away, being cordoned among them. */
export function isTolerated(node: Node, { tolerations }: Placing): boolean {
  const cordon = { key: 'node.kubernetes.io/unschedulable', value: '', effect: 'NoSchedule' };
  const taints = node.isCordoned ? [...node.taints, cordon] : node.taints;
  return taints
    .filter(({ effect }) => effect === 'NoSchedule' || effect === 'NoExecute')
    .every((taint) => tolerations.some((toleration) => tolerates(toleration, taint)));
}

function tolerates(
  { key, operator, value, effect }: Toleration,
  taint: Omit<Node['taints'][number], 'addedAt'>,
): boolean {
  if (effect !== '' && effect !== taint.effect) return false;
  if (key !== taint.key && !(key === '' && operator === 'Exists')) return false;
  return operator === 'Exists' || (operator === 'Equal' && value === taint.value);
}

/** Whether the pod's volumes can be reached from the node. A claim or volume that is gone is reached from nowhere. */
export function reachesVolumes(node: Node, { namespace, placing }: PodSpec, { claims, volumes }: Storage): boolean {
  return placing.claims.every((name) => {
    const claim = claims.get(`${namespace}/${name}`);
    if (!claim || claim.deletionAt) return false;
    // Not bound yet: its volume is made where the pod goes.
    if (claim.volumeName === null) return true;
    const volume = volumes.get(claim.volumeName);
    return volume !== undefined && holdsAny(node, volume.nodeTerms);
  });
}

import type { ReplicaSet as RawReplicaSet } from 'kubernetes-types/apps/v1.d.ts';
import type { ObjectName } from '../owner.ts';
import { defineSource } from '../source.ts';

/** A ReplicaSet reduced to what it says of a rollout: a Deployment makes one for each version of its pod template. */
export interface ReplicaSet {
  readonly namespace: string;
  readonly name: string;
  /** Its Deployment; the ReplicaSet itself when nothing controls it. */
  readonly owner: ObjectName;
  /** `pod-template-hash`, which its pods carry too. */
  readonly hash: string;
  /** `deployment.kubernetes.io/revision`; 0 where there is none. */
  readonly revision: number;
  readonly createdAt: string | null;
  readonly desired: number;
  /** Images of its containers, in the order of the template. */
  readonly images: readonly string[];
}

/** All ReplicaSets, those of earlier revisions included. */
export const replicaSets = defineSource({
  name: 'replicaSets',
  title: 'ReplicaSets in all namespaces',
  permissions: () => [{ verb: 'list', group: 'apps', resource: 'replicasets', namespaces: 'all' }],
  load: (api) => api.list('/apis/apps/v1/replicasets', toReplicaSet),
});

/** Projects a ReplicaSet as the API prints it. */
function toReplicaSet(raw: RawReplicaSet): ReplicaSet {
  const metadata = raw.metadata ?? {};
  const namespace = metadata.namespace ?? null;
  const controller = metadata.ownerReferences?.find((reference) => reference.controller);
  return {
    namespace: metadata.namespace ?? '',
    name: metadata.name ?? '',
    owner: { kind: controller?.kind ?? 'ReplicaSet', namespace, name: controller?.name ?? metadata.name ?? '' },
    hash: metadata.labels?.['pod-template-hash'] ?? '',
    revision: Number.parseInt(metadata.annotations?.['deployment.kubernetes.io/revision'] ?? '', 10) || 0,
    createdAt: metadata.creationTimestamp ?? null,
    desired: raw.spec?.replicas ?? 1,
    images: (raw.spec?.template?.spec?.containers ?? []).map((container) => container.image ?? ''),
  };
}

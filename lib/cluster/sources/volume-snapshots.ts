import type { ObjectMeta } from 'kubernetes-types/meta/v1.d.ts';
import { defineSource } from '../source.ts';

/** A VolumeSnapshot, by whether it can be restored from. */
export interface VolumeSnapshot {
  readonly namespace: string;
  readonly name: string;
  readonly createdAt: string | null;
  readonly deletionAt: string | null;
  readonly claim: string;
  readonly isReady: boolean;
  readonly error: string;
  readonly errorAt: string | null;
}

interface Raw {
  readonly metadata?: ObjectMeta;
  readonly spec?: { readonly source?: { readonly persistentVolumeClaimName?: string } };
  readonly status?: {
    readonly readyToUse?: boolean;
    readonly error?: { readonly message?: string; readonly time?: string };
  } | null;
}

/** All VolumeSnapshots; a cluster may do without the snapshot controller. */
export const volumeSnapshots = defineSource({
  name: 'volumeSnapshots',
  title: 'VolumeSnapshots in all namespaces',
  whenAbsent: 'not-applicable',
  permissions: () => [
    { verb: 'list', group: 'snapshot.storage.k8s.io', resource: 'volumesnapshots', namespaces: 'all' },
  ],
  load: (api) => api.list('/apis/snapshot.storage.k8s.io/v1/volumesnapshots', toVolumeSnapshot),
});

/** Projects a VolumeSnapshot as the API prints it. */
export function toVolumeSnapshot({ metadata = {}, spec, status }: Raw): VolumeSnapshot {
  return {
    namespace: metadata.namespace ?? '',
    name: metadata.name ?? '',
    createdAt: metadata.creationTimestamp ?? null,
    deletionAt: metadata.deletionTimestamp ?? null,
    claim: spec?.source?.persistentVolumeClaimName ?? '',
    isReady: status?.readyToUse ?? false,
    error: (status?.error?.message ?? '').slice(0, 500),
    errorAt: status?.error?.time ?? null,
  };
}

import type { PersistentVolumeClaim, PersistentVolume as RawVolume } from 'kubernetes-types/core/v1.d.ts';
import { defineSource } from '../source.ts';
import { type NodeTerm, toNodeTerm } from './placing.ts';

/** A volume claim, and the volume that it is bound to; null while it is bound to none. */
export interface VolumeClaim {
  readonly namespace: string;
  readonly name: string;
  readonly volumeName: string | null;
  readonly deletionAt: string | null;
}

/** A volume, and the nodes from which it can be reached: null for all, as of network file systems. */
export interface Volume {
  readonly name: string;
  readonly nodeTerms: readonly NodeTerm[] | null;
}

/** All volume claims of the cluster. */
export const volumeClaims = defineSource({
  name: 'volumeClaims',
  title: 'PersistentVolumeClaims in all namespaces',
  permissions: () => [{ verb: 'list', group: '', resource: 'persistentvolumeclaims', namespaces: 'all' }],
  load: (api) => api.list('/api/v1/persistentvolumeclaims', toVolumeClaim),
});

/** All volumes of the cluster. */
export const volumes = defineSource({
  name: 'volumes',
  title: 'PersistentVolumes',
  permissions: () => [{ verb: 'list', group: '', resource: 'persistentvolumes', namespaces: 'all' }],
  load: (api) => api.list('/api/v1/persistentvolumes', toVolume),
});

/** Projects a volume claim as the API prints it. */
export function toVolumeClaim(raw: PersistentVolumeClaim): VolumeClaim {
  return {
    namespace: raw.metadata?.namespace ?? '',
    name: raw.metadata?.name ?? '',
    volumeName: raw.spec?.volumeName || null,
    deletionAt: raw.metadata?.deletionTimestamp ?? null,
  };
}

/** Projects a volume as the API prints it. */
export function toVolume(raw: RawVolume): Volume {
  const required = raw.spec?.nodeAffinity?.required;
  return {
    name: raw.metadata?.name ?? '',
    nodeTerms: required ? (required.nodeSelectorTerms ?? []).map(toNodeTerm) : null,
  };
}

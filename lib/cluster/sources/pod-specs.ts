import type { Container as RawContainer, Pod as RawPod } from 'kubernetes-types/core/v1.d.ts';
import type { Amounts } from '../amount.ts';
import { type ObjectName, topLevelOwner } from '../owner.ts';
import { type PodResourcesSpec, podLimits, podRequests } from '../pod-resources.ts';
import { defineSource } from '../source.ts';
import { type Placing, toPlacing } from './placing.ts';

/** A container as far as it asks for resources. */
export interface ContainerSpec {
  readonly name: string;
  readonly requests: Readonly<Record<string, string>>;
}

/** A pod reduced to what it asks for and where it may run. */
export interface PodSpec {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly owner: ObjectName;
  readonly nodeName: string | null;
  readonly phase: string;
  readonly createdAt: string | null;
  readonly deletionAt: string | null;
  /** What the pod as a whole asks for, as the scheduler reckons. */
  readonly requests: Amounts;
  readonly limits: Amounts;
  /** Resources that are set for the pod as a whole, which containers then need not set. */
  readonly podLevel: readonly string[];
  /** App containers, then sidecars: those that run for as long as the pod does. */
  readonly containers: readonly ContainerSpec[];
  /** Made for its node alone, by a DaemonSet or from a file of the kubelet: no other node need take it. */
  readonly isBoundToNode: boolean;
  readonly placing: Placing;
}

/**
 * What all pods of the cluster ask for. Read in full however many they are: the room on a node is known only when every
 * pod on it is.
 */
export const podSpecs = defineSource({
  name: 'podSpecs',
  title: 'what pods in all namespaces ask for',
  permissions: () => [{ verb: 'list', group: '', resource: 'pods', namespaces: 'all' }],
  load: (api) => api.list('/api/v1/pods', toPodSpec, { limit: 500, deadlineMs: 60_000 }),
});

/** Projects a pod as the API prints it. */
export function toPodSpec(raw: RawPod): PodSpec {
  const metadata = raw.metadata ?? {};
  const spec = raw.spec ?? { containers: [] };
  const { resources }: PodResourcesSpec = spec;
  const sidecars = (spec.initContainers ?? []).filter((container) => container.restartPolicy === 'Always');
  const controller = metadata.ownerReferences?.find((reference) => reference.controller);
  return {
    name: metadata.name ?? '',
    namespace: metadata.namespace ?? '',
    labels: metadata.labels ?? {},
    owner: topLevelOwner(metadata),
    nodeName: spec.nodeName || null,
    phase: raw.status?.phase ?? 'Unknown',
    createdAt: metadata.creationTimestamp ?? null,
    deletionAt: metadata.deletionTimestamp ?? null,
    requests: podRequests(spec),
    limits: podLimits(spec),
    podLevel: Object.keys(resources?.requests ?? {}),
    containers: [...(spec.containers ?? []), ...sidecars].map(toContainerSpec),
    isBoundToNode: controller?.kind === 'DaemonSet' || controller?.kind === 'Node',
    placing: toPlacing(spec),
  };
}

function toContainerSpec({ name, resources }: RawContainer): ContainerSpec {
  return { name, requests: resources?.requests ?? {} };
}

/** Whether the pod holds what it asks for: it has a node and has not ended; one that is ending still does. */
export function isAllocated(pod: PodSpec): boolean {
  return pod.nodeName !== null && pod.phase !== 'Succeeded' && pod.phase !== 'Failed';
}

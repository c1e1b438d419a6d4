import type { PodTemplateSpec } from 'kubernetes-types/core/v1.d.ts';
import type { LabelSelector, ObjectMeta } from 'kubernetes-types/meta/v1.d.ts';
import type { Condition } from './pods.ts';

/** A Deployment, StatefulSet or DaemonSet, reduced to what it asks for and what of it runs. */
export interface Workload {
  readonly kind: 'Deployment' | 'StatefulSet' | 'DaemonSet';
  readonly namespace: string;
  readonly name: string;
  readonly createdAt: string | null;
  readonly deletionAt: string | null;
  /** Replicas asked for; of a DaemonSet the nodes on which it should run. */
  readonly desired: number;
  /** Pods that exist. */
  readonly current: number;
  readonly available: number;
  /** Pods of the newest template. */
  readonly updated: number;
  /** How many pods its update strategy brings to the newest template: 0 with OnDelete, less with a partition. */
  readonly rolloutTarget: number;
  /** Whether the controller has seen the newest spec. */
  readonly isObserved: boolean;
  readonly isPaused: boolean;
  readonly conditions: readonly Condition[];
  /** When a Deployment's rollout last got on (`lastUpdateTime` of Progressing); null for other kinds. */
  readonly progressedAt: string | null;
  /** `matchLabels` of its selector: what its pods of every revision carry. */
  readonly selector: Readonly<Record<string, string>>;
  /** Labels of the pod template: what its newest pods carry. */
  readonly podLabels: Readonly<Record<string, string>>;
  /** Names of the ports that its containers declare. */
  readonly portNames: readonly string[];
}

/** The part of a projection that all three kinds share. */
export function toWorkloadBase(raw: {
  metadata?: ObjectMeta;
  spec?: { selector?: LabelSelector; template?: PodTemplateSpec };
  status?: { observedGeneration?: number };
}): Pick<
  Workload,
  'namespace' | 'name' | 'createdAt' | 'deletionAt' | 'isObserved' | 'selector' | 'podLabels' | 'portNames'
> {
  const { metadata = {}, spec, status } = raw;
  const { containers = [], initContainers = [] } = spec?.template?.spec ?? {};
  return {
    namespace: metadata.namespace ?? '',
    name: metadata.name ?? '',
    createdAt: metadata.creationTimestamp ?? null,
    deletionAt: metadata.deletionTimestamp ?? null,
    isObserved: (status?.observedGeneration ?? 0) >= (metadata.generation ?? 0),
    selector: spec?.selector?.matchLabels ?? {},
    podLabels: spec?.template?.metadata?.labels ?? {},
    portNames: [...containers, ...initContainers].flatMap((container) =>
      (container.ports ?? []).flatMap((port) => port.name ?? []),
    ),
  };
}

/** The workloads of all three kinds, without those that are being deleted. */
export function joinWorkloads(data: {
  readonly deployments: readonly Workload[];
  readonly statefulSets: readonly Workload[];
  readonly daemonSets: readonly Workload[];
}): Workload[] {
  return [...data.deployments, ...data.statefulSets, ...data.daemonSets].filter((workload) => !workload.deletionAt);
}

import type { Node as RawNode } from 'kubernetes-types/core/v1.d.ts';
import { defineSource } from '../source.ts';
import { type Condition, toCondition } from './pods.ts';

/** A node reduced to what health and capacity are judged by. */
export interface Node {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly createdAt: string | null;
  readonly deletionAt: string | null;
  readonly isCordoned: boolean;
  /** EC2 instance id; null for what is no EC2 instance (Fargate, other clouds). */
  readonly instanceId: string | null;
  readonly taints: readonly {
    readonly key: string;
    readonly value: string;
    readonly effect: string;
    readonly addedAt: string | null;
  }[];
  readonly conditions: readonly Condition[];
  readonly kubeletVersion: string;
  readonly capacity: Readonly<Record<string, string>>;
  /** `status.allocatable`, or the capacity where a node does not say (as kubectl does). */
  readonly allocatable: Readonly<Record<string, string>>;
}

/** All nodes of the cluster. */
export const nodes = defineSource({
  name: 'nodes',
  title: 'nodes',
  permissions: () => [{ verb: 'list', group: '', resource: 'nodes', namespaces: 'all' }],
  load: (api) => api.list('/api/v1/nodes', toNode),
});

/** Projects a node as the API prints it. */
export function toNode(raw: RawNode): Node {
  const status = raw.status ?? {};
  const capacity = status.capacity ?? {};
  const allocatable = status.allocatable ?? {};
  return {
    name: raw.metadata?.name ?? '',
    labels: raw.metadata?.labels ?? {},
    createdAt: raw.metadata?.creationTimestamp ?? null,
    deletionAt: raw.metadata?.deletionTimestamp ?? null,
    isCordoned: raw.spec?.unschedulable ?? false,
    // `aws:///eu-west-1a/i-0abc123`, as the AWS cloud provider writes it.
    instanceId: /^aws:.*\/(i-[0-9a-f]+)$/.exec(raw.spec?.providerID ?? '')?.[1] ?? null,
    taints: (raw.spec?.taints ?? []).map((taint) => ({
      key: taint.key,
      value: taint.value ?? '',
      effect: taint.effect,
      addedAt: taint.timeAdded ?? null,
    })),
    conditions: (status.conditions ?? []).map(toCondition),
    kubeletVersion: status.nodeInfo?.kubeletVersion ?? '',
    capacity,
    allocatable: Object.keys(allocatable).length > 0 ? allocatable : capacity,
  };
}

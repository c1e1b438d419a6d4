import type { PodSpec as RawSpec } from 'kubernetes-types/core/v1.d.ts';
import { type Node, toNode } from '#lib/cluster/sources/nodes.ts';
import { type PodSpec, toPodSpec } from '#lib/cluster/sources/pod-specs.ts';

export const hostname = 'kubernetes.io/hostname';
export const zoneLabel = 'topology.kubernetes.io/zone';

interface NodeOptions {
  readonly zone?: string;
  readonly labels?: Record<string, string>;
  readonly allocatable?: Record<string, string>;
  readonly ready?: string;
  readonly spec?: { unschedulable?: boolean; taints?: { key: string; value?: string; effect: string }[] };
}

/** A ready node of 4 CPU, 12Gi and 10 places for pods. */
export function node(name: string, options: NodeOptions = {}): Node {
  const { zone = 'a', labels = {}, allocatable = {}, ready = 'True', spec = {} } = options;
  return toNode({
    metadata: { name, labels: { [hostname]: name, [zoneLabel]: zone, ...labels } },
    spec,
    status: {
      allocatable: { cpu: '4', memory: '12Gi', pods: '10', ...allocatable },
      conditions: [{ type: 'Ready', status: ready }],
    },
  });
}

interface PodOptions {
  readonly on?: string;
  readonly requests?: Record<string, string>;
  readonly limits?: Record<string, string>;
  readonly labels?: Record<string, string>;
  readonly controller?: string;
  readonly phase?: string;
  readonly deletionAt?: string;
  readonly spec?: Partial<RawSpec> & {
    resources?: { requests?: Record<string, string>; limits?: Record<string, string> };
  };
}

/** A running pod of namespace shop with one container, of a StatefulSet that is named like it, without the ordinal. */
export function pod(name: string, options: PodOptions = {}): PodSpec {
  const { on, requests = {}, limits = {}, controller = 'StatefulSet', spec = {} } = options;
  const owner = name.replace(/-\d+$/, '');
  return toPodSpec({
    metadata: {
      name,
      namespace: 'shop',
      creationTimestamp: '2026-02-20T08:00:00Z',
      labels: options.labels ?? { app: owner },
      ownerReferences: [{ apiVersion: 'apps/v1', kind: controller, name: owner, uid: '1', controller: true }],
      ...(options.deletionAt && { deletionTimestamp: options.deletionAt }),
    },
    spec: { ...(on && { nodeName: on }), containers: [{ name: 'app', resources: { requests, limits } }], ...spec },
    status: { phase: options.phase ?? 'Running' },
  });
}

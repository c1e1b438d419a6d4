import type {
  Container,
  NodeSelectorTerm,
  PodAffinityTerm,
  PodSpec,
  TopologySpreadConstraint,
} from 'kubernetes-types/core/v1.d.ts';
import { type Requirement, toRequirement, toRequirements } from './selector.ts';

/** Terms of which one must hold; within a term all requirements must. */
export interface NodeTerm {
  readonly labels: readonly Requirement[];
  readonly fields: readonly Requirement[];
}

export interface Toleration {
  readonly key: string;
  readonly operator: string;
  readonly value: string;
  readonly effect: string;
}

/** Pods that must (not) run in the same domain: on nodes that share the value of the topology key. */
export interface PodTerm {
  readonly topologyKey: string;
  /** Null selects nothing. */
  readonly selector: readonly Requirement[] | null;
  /** Namespaces by name; with neither these nor a selector: the pod's own. */
  readonly namespaces: readonly string[];
  /** Null: none. */
  readonly namespaceSelector: readonly Requirement[] | null;
  /** Labels whose values are the pod's own: `matchLabelKeys`, and the opposite of them. */
  readonly equalKeys: readonly string[];
  readonly unequalKeys: readonly string[];
}

/** A spread over domains that must be kept (`DoNotSchedule`). */
export interface Spread {
  readonly topologyKey: string;
  readonly maxSkew: number;
  readonly minDomains: number;
  readonly selector: readonly Requirement[] | null;
  readonly equalKeys: readonly string[];
  readonly honoursAffinity: boolean;
  readonly honoursTaints: boolean;
}

/** Where a pod may run: all that must hold. Preferences are left out. */
export interface Placing {
  readonly nodeSelector: Readonly<Record<string, string>>;
  /** Null: any node. Of an empty list none holds. */
  readonly nodeTerms: readonly NodeTerm[] | null;
  readonly tolerations: readonly Toleration[];
  readonly near: readonly PodTerm[];
  readonly apart: readonly PodTerm[];
  readonly spreads: readonly Spread[];
  /** Volume claims by name. */
  readonly claims: readonly string[];
  /** `protocol/port/address`. */
  readonly hostPorts: readonly string[];
  /** Claims devices (dynamic resource allocation). */
  readonly claimsDevices: boolean;
}

/** Newer than the types (Kubernetes 1.31, 1.32). */
type NewerTerm = PodAffinityTerm & { readonly matchLabelKeys?: string[]; readonly mismatchLabelKeys?: string[] };

/** Projects what a pod's spec says on where it may run. */
export function toPlacing(spec: PodSpec): Placing {
  const required = 'requiredDuringSchedulingIgnoredDuringExecution';
  const { nodeAffinity, podAffinity, podAntiAffinity } = spec.affinity ?? {};
  return {
    nodeSelector: spec.nodeSelector ?? {},
    nodeTerms: nodeAffinity?.[required] ? (nodeAffinity[required].nodeSelectorTerms ?? []).map(toNodeTerm) : null,
    tolerations: (spec.tolerations ?? []).map(({ key = '', operator = 'Equal', value = '', effect = '' }) => ({
      key,
      operator,
      value,
      effect,
    })),
    near: (podAffinity?.[required] ?? []).map(toPodTerm),
    apart: (podAntiAffinity?.[required] ?? []).map(toPodTerm),
    spreads: (spec.topologySpreadConstraints ?? [])
      .filter((constraint) => constraint.whenUnsatisfiable === 'DoNotSchedule')
      .map(toSpread),
    claims: (spec.volumes ?? []).flatMap(({ persistentVolumeClaim: claim }) => (claim ? [claim.claimName] : [])),
    hostPorts: (spec.containers ?? []).flatMap((container) => toHostPorts(container, spec.hostNetwork ?? false)),
    claimsDevices: (spec.resourceClaims ?? []).length > 0,
  };
}

/** Projects a term of node affinity, a pod's or a volume's. */
export function toNodeTerm({ matchExpressions, matchFields }: NodeSelectorTerm): NodeTerm {
  return { labels: (matchExpressions ?? []).map(toRequirement), fields: (matchFields ?? []).map(toRequirement) };
}

function toPodTerm(raw: NewerTerm): PodTerm {
  return {
    topologyKey: raw.topologyKey ?? '',
    selector: toRequirements(raw.labelSelector),
    namespaces: raw.namespaces ?? [],
    namespaceSelector: toRequirements(raw.namespaceSelector),
    equalKeys: raw.matchLabelKeys ?? [],
    unequalKeys: raw.mismatchLabelKeys ?? [],
  };
}

function toSpread(raw: TopologySpreadConstraint): Spread {
  return {
    topologyKey: raw.topologyKey ?? '',
    maxSkew: raw.maxSkew ?? 1,
    minDomains: raw.minDomains ?? 1,
    selector: toRequirements(raw.labelSelector),
    equalKeys: raw.matchLabelKeys ?? [],
    honoursAffinity: raw.nodeAffinityPolicy !== 'Ignore',
    honoursTaints: raw.nodeTaintsPolicy === 'Honor',
  };
}

function toHostPorts({ ports }: Container, isHostNetwork: boolean): string[] {
  return (ports ?? [])
    .map(({ hostPort, containerPort, protocol = 'TCP', hostIP }) => ({
      port: hostPort || (isHostNetwork ? containerPort : 0),
      rest: [protocol, hostIP || '0.0.0.0'],
    }))
    .filter(({ port }) => port > 0)
    .map(({ port, rest: [protocol, address] }) => `${protocol}/${port}/${address}`);
}

import type { Direction, NetworkPolicy } from '#lib/cluster/sources/network-policies.ts';
import type { PodSecuritySpec } from '#lib/cluster/sources/pod-security-specs.ts';
import { meetsAll, toRequirements } from '#lib/cluster/sources/selector.ts';

export const directions: readonly Direction[] = ['ingress', 'egress'];

/** Whether the policy is one of the namespace and its selector picks these labels. */
export function selects(
  { namespace, podSelector }: NetworkPolicy,
  pod: Pick<PodSecuritySpec, 'namespace' | 'labels'>,
): boolean {
  return namespace === pod.namespace && meetsAll(pod.labels, toRequirements(podSelector) ?? []);
}

/** A policy that selects every pod of its namespace and allows nothing in that direction. */
export function isDefaultDeny(policy: NetworkPolicy, direction: Direction): boolean {
  return (
    policy.directions.includes(direction) &&
    toRequirements(policy.podSelector)?.length === 0 &&
    policy[direction].length === 0
  );
}

/** A rule without peers and ports allows everything, and no other policy can take that back. */
export function allowsEverything(policy: NetworkPolicy, direction: Direction): boolean {
  if (!policy.directions.includes(direction)) return false;
  if (direction === 'egress') return policy.egress.some((rule) => isEmpty(rule.to) && isEmpty(rule.ports));
  return policy.ingress.some((rule) => isEmpty(rule.from) && isEmpty(rule.ports));
}

function isEmpty(list: readonly unknown[] | null | undefined): boolean {
  return (list ?? []).length === 0;
}

/** The directions in which no policy selects the pod: everyone may reach it, or it everyone. */
export function openDirections(pod: PodSecuritySpec, policies: readonly NetworkPolicy[]): Direction[] {
  const selecting = policies.filter((policy) => selects(policy, pod));
  return directions.filter((direction) => !selecting.some((policy) => policy.directions.includes(direction)));
}

/** Pods of the namespaces that a policy can hold: those that have not ended, and have a network of their own. */
export function isolablePods(pods: readonly PodSecuritySpec[], namespaces: readonly string[]): PodSecuritySpec[] {
  return pods.filter((pod) => namespaces.includes(pod.namespace) && !hasEnded(pod) && !pod.hostNetwork);
}

/** A pod that ran to its end has no network any more. */
function hasEnded({ phase }: PodSecuritySpec): boolean {
  return phase === 'Succeeded' || phase === 'Failed';
}

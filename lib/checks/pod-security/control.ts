import type { PodSecuritySpec } from '#lib/cluster/sources/pod-security-specs.ts';

/** The levels of the Pod Security Standards, from the loosest. */
export const securityLevels = ['privileged', 'baseline', 'restricted'] as const;
export type SecurityLevel = (typeof securityLevels)[number];

/** One control of the Pod Security Standards; its id is the one of `k8s.io/pod-security-admission/policy`. */
export interface Control {
  readonly id: string;
  readonly level: 'baseline' | 'restricted';
  /** The minor version of Kubernetes 1 from which it holds; 0 from the start. */
  readonly from: number;
  /** What the pod does that the control forbids, as of that minor version; `undefined` when it passes. */
  readonly judge: (pod: PodSecuritySpec, minor: number) => string | undefined;
}

/** `container a`, `containers a, b`: at most ten by name. */
export function nameContainers(names: readonly string[]): string {
  return `${names.length === 1 ? 'container' : 'containers'} ${nameSome(names)}`;
}

/** At most ten names, and how many more. */
export function nameSome(names: readonly string[]): string {
  const shown = names.slice(0, 10).join(', ');
  return names.length > 10 ? `${shown} and ${names.length - 10} more` : shown;
}

/**
 * What the containers that break a control have, and which they are: `containers a, b: SYS_ADMIN`. `find` gives what is
 * wrong in one container's spec, nothing when all is well.
 */
export function describeContainers(
  pod: PodSecuritySpec,
  find: (container: PodSecuritySpec['containers'][number]) => readonly (string | number)[],
): string | undefined {
  const bad = pod.containers.map((container) => ({ name: container.name, found: find(container) }));
  const named = bad.filter(({ found }) => found.length > 0);
  if (named.length === 0) return undefined;
  const values = [...new Set(named.flatMap(({ found }) => found.map(String)))];
  return `${nameContainers(named.map(({ name }) => name))}: ${nameSome(values)}`;
}

/** The pod and the containers that set something forbidden: `pod, containers a: Unconfined`. */
export function describeSetters(
  pod: PodSecuritySpec,
  find: (
    context: PodSecuritySpec['securityContext'] | PodSecuritySpec['containers'][number]['securityContext'],
  ) => readonly string[],
): string | undefined {
  const onPod = find(pod.securityContext);
  const inContainers = describeContainers(pod, (container) => find(container.securityContext));
  const parts = [...(onPod.length > 0 ? [`pod: ${nameSome(onPod)}`] : []), ...(inContainers ? [inContainers] : [])];
  return parts.length > 0 ? parts.join('; ') : undefined;
}

/** The user namespaces relaxation, of policy version 1.35 on: `hostUsers: false`. */
export function isUserNamespaced(pod: PodSecuritySpec, minor: number): boolean {
  return minor >= 35 && pod.hostUsers === false;
}

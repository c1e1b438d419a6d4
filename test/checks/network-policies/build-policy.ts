import { type NetworkPolicy, toNetworkPolicy } from '#lib/cluster/sources/network-policies.ts';

type Spec = NonNullable<Parameters<typeof toNetworkPolicy>[0]['spec']>;

/** A policy of the namespace ecommerce, as the API prints it. */
export function policy(name: string, spec: Partial<Spec>, namespace = 'ecommerce'): NetworkPolicy {
  return toNetworkPolicy({ metadata: { name, namespace }, spec: { podSelector: {}, ...spec } });
}

/** A policy that denies both directions to every pod. */
export const denyAll = policy('deny-all', { policyTypes: ['Ingress', 'Egress'] });

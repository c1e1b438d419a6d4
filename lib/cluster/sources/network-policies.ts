import type { LabelSelector } from 'kubernetes-types/meta/v1.d.ts';
import type {
  NetworkPolicyEgressRule,
  NetworkPolicyIngressRule,
  NetworkPolicy as RawNetworkPolicy,
} from 'kubernetes-types/networking/v1.d.ts';
import { defineSource } from '../source.ts';

export type Direction = 'ingress' | 'egress';

/** A network policy with its spec as the API has it, its defaults filled in. */
export interface NetworkPolicy {
  readonly namespace: string;
  readonly name: string;
  readonly podSelector: LabelSelector;
  /** The directions in which the pods that it selects are isolated. */
  readonly directions: readonly Direction[];
  readonly ingress: readonly NetworkPolicyIngressRule[];
  readonly egress: readonly NetworkPolicyEgressRule[];
}

/** The network policies of the application's namespaces. */
export const networkPolicies = defineSource({
  name: 'networkPolicies',
  title: 'network policies of the application’s namespaces',
  permissions: ({ namespaces }) => [
    { verb: 'list', group: 'networking.k8s.io', resource: 'networkpolicies', namespaces },
  ],
  async load(api, { config }) {
    const parts = await Promise.all(
      config.namespaces.map((namespace) =>
        api.list(`/apis/networking.k8s.io/v1/namespaces/${namespace}/networkpolicies`, toNetworkPolicy),
      ),
    );
    return parts.flat();
  },
});

/** Projects a policy. Without policyTypes it is for ingress, and for egress too where it has egress rules (networking/v1). */
export function toNetworkPolicy({ metadata = {}, spec }: RawNetworkPolicy): NetworkPolicy {
  const { podSelector, policyTypes, ingress = [], egress = [] } = spec ?? {};
  const types = policyTypes ?? ['Ingress', ...(egress.length > 0 ? ['Egress'] : [])];
  return {
    namespace: metadata.namespace ?? '',
    name: metadata.name ?? '',
    podSelector: podSelector ?? {},
    directions: (['ingress', 'egress'] as const).filter((direction) =>
      types.some((type) => type.toLowerCase() === direction),
    ),
    ingress,
    egress,
  };
}

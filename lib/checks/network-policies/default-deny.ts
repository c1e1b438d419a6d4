import { type NetworkPolicy, networkPolicies } from '#lib/cluster/sources/network-policies.ts';
import { type PodSecuritySpec, podSecuritySpecs } from '#lib/cluster/sources/pod-security-specs.ts';
import { defineCheck } from '../check.ts';
import { directions, isDefaultDeny, isolablePods, openDirections } from './coverage.ts';

/**
 * Every namespace of the application denies by default, for ingress and for egress: a policy that selects every pod and
 * has no rule in that direction. Without it, a new pod is open until somebody thinks of a policy for it.
 *
 * Reads: networking/v1 NetworkPolicy .spec; v1 Pod .metadata.labels
 * Quiet for: several policies that deny one direction each; info only where every pod of today is covered anyway
 */
export const networkPoliciesDefaultDeny = defineCheck({
  id: 'network-policies/default-deny',
  title: 'Every namespace of the application denies traffic by default',
  severity: 'warning',
  remediation: [
    { text: 'See which policies there are.', command: 'kubectl get networkpolicies -n {name}' },
    {
      text: 'First write policies for what each workload needs (DNS among it); then add one with an empty podSelector, policyTypes {missing} and no rules.',
      command: 'kubectl apply -n {name} --dry-run=server -f default-deny.yaml',
      verify: 'kubectl describe networkpolicies -n {name}',
    },
  ],
  reads: [networkPolicies, podSecuritySpecs],
  *run(data, { config }) {
    for (const namespace of config.namespaces) {
      const policies = data.networkPolicies.filter((policy) => policy.namespace === namespace);
      const missing = directions.filter((direction) => !policies.some((policy) => isDefaultDeny(policy, direction)));
      if (missing.length === 0) continue;
      const open = countOpen(isolablePods(data.podSecuritySpecs.items, [namespace]), policies, missing);
      yield {
        subject: { kind: 'Namespace', namespace: null, name: namespace },
        severity: open === 0 && policies.length > 0 ? 'info' : 'warning',
        message: `Namespace ${namespace} does not deny ${missing.join(' and ')} by default (${countPolicies(policies)}); open pods: ${open}`,
        evidence: {
          missing: missing.join(', '),
          policies: policies.slice(0, 50).map(({ name }) => name),
          openPods: open,
        },
      };
    }
    return config.namespaces.length;
  },
});

function countOpen(
  pods: readonly PodSecuritySpec[],
  policies: readonly NetworkPolicy[],
  missing: readonly string[],
): number {
  return pods.filter((pod) => openDirections(pod, policies).some((direction) => missing.includes(direction))).length;
}

function countPolicies(policies: readonly NetworkPolicy[]): string {
  if (policies.length === 0) return 'it has no network policy';
  return `it has ${policies.length} network ${policies.length === 1 ? 'policy' : 'policies'}`;
}

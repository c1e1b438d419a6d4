import { daemonSets } from '#lib/cluster/sources/daemon-sets.ts';
import { deployments } from '#lib/cluster/sources/deployments.ts';
import { networkPolicies } from '#lib/cluster/sources/network-policies.ts';
import { podSecuritySpecs } from '#lib/cluster/sources/pod-security-specs.ts';
import { statefulSets } from '#lib/cluster/sources/stateful-sets.ts';
import { joinWorkloads } from '#lib/cluster/sources/workload.ts';
import { defineCheck } from '../check.ts';
import { selects } from './coverage.ts';

/**
 * Every network policy selects a pod. One that selects none protects nothing: often a label was renamed and the pods
 * that it was written for stand open.
 *
 * Reads: networking/v1 NetworkPolicy .spec.podSelector; v1 Pod .metadata.labels; apps/v1 template labels
 * Quiet for: policies for pods that have ended, and for workloads that have no pod now (scaled to 0)
 */
export const networkPoliciesSelectPods = defineCheck({
  id: 'network-policies/select-pods',
  title: 'Every network policy selects a pod',
  severity: 'info',
  remediation: [
    { text: 'See what it selects.', command: 'kubectl describe networkpolicy {name} -n {namespace}' },
    {
      text: 'Compare with the labels of the pods: mend the selector, or delete the policy if what it was for is gone.',
      command: 'kubectl get pods -n {namespace} --show-labels',
      verify: 'kubectl describe networkpolicy {name} -n {namespace}',
    },
  ],
  reads: [networkPolicies, podSecuritySpecs, deployments, statefulSets, daemonSets],
  *run(data) {
    const templates = joinWorkloads(data).map(({ namespace, podLabels }) => ({ namespace, labels: podLabels }));
    const candidates = [...data.podSecuritySpecs.items, ...templates];
    for (const policy of data.networkPolicies) {
      if (candidates.some((candidate) => selects(policy, candidate))) continue;
      const { namespace, name, podSelector } = policy;
      yield {
        subject: { kind: 'NetworkPolicy', namespace, name },
        message: `Network policy ${namespace}/${name} selects no pod (${JSON.stringify(podSelector).slice(0, 200)})`,
      };
    }
    return data.networkPolicies.length;
  },
});

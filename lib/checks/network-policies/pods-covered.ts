import { formatLabels } from '#lib/cluster/sources/labels.ts';
import { networkPolicies } from '#lib/cluster/sources/network-policies.ts';
import { podSecuritySpecs } from '#lib/cluster/sources/pod-security-specs.ts';
import { defineCheck } from '../check.ts';
import { allowsEverything, directions, isolablePods, openDirections, selects } from './coverage.ts';

const words = { ingress: 'everyone may reach it', egress: 'it may reach everyone' } as const;

/**
 * Every pod of the application's namespaces is selected by a network policy in both directions, and by none that
 * allows everything. A pod that no policy selects in a direction is open in it (networking/v1).
 *
 * Reads: networking/v1 NetworkPolicy .spec; v1 Pod .metadata.labels, .spec.hostNetwork
 * Quiet for: pods that have ended; pods in the host's network, which no policy can hold
 */
export const networkPoliciesPodsCovered = defineCheck({
  id: 'network-policies/pods-covered',
  title: 'Every pod is covered by a network policy in both directions',
  severity: 'warning',
  remediation: [
    { text: 'See which policies the namespace has.', command: 'kubectl get networkpolicies -n {namespace} -o wide' },
    {
      text: 'Deny by default in the namespace, then allow what the pod needs by a policy that selects its labels ({labels}).',
      command: 'kubectl describe networkpolicies -n {namespace}',
      verify: 'kubectl get networkpolicies -n {namespace} -o yaml',
    },
  ],
  reads: [networkPolicies, podSecuritySpecs],
  *run(data, { config }) {
    const pods = isolablePods(data.podSecuritySpecs.items, config.namespaces);
    for (const pod of pods) {
      const { namespace, name, owner, labels } = pod;
      const subject = { kind: 'Pod', namespace, name };
      const who = `${owner.kind} ${owner.namespace}/${owner.name}`;
      const evidence = { labels: formatLabels(labels) };
      for (const direction of openDirections(pod, data.networkPolicies)) {
        const message = `${who}: no network policy selects its pods for ${direction}: ${words[direction]}`;
        yield { subject, owner, discriminator: direction, message, evidence };
      }
      const selecting = data.networkPolicies.filter((policy) => selects(policy, pod));
      for (const direction of directions) {
        const open = selecting.find((policy) => allowsEverything(policy, direction));
        if (!open) continue;
        const message = `${who}: network policy ${open.name} allows all ${direction}: ${words[direction]}`;
        yield { subject, owner, discriminator: `${direction}/all`, severity: 'info', message, evidence };
      }
    }
    const unheld = data.podSecuritySpecs.items.filter(
      (pod) => config.namespaces.includes(pod.namespace) && pod.hostNetwork,
    );
    return {
      examined: pods.length,
      ...(unheld.length > 0 && { note: `no network policy holds pods in the host’s network (${unheld.length})` }),
    };
  },
});

import { podSecuritySpecs } from '#lib/cluster/sources/pod-security-specs.ts';
import { clusterRoleBindings, roleBindings } from '#lib/cluster/sources/role-bindings.ts';
import { serviceAccounts } from '#lib/cluster/sources/service-accounts.ts';
import { defineCheck } from '../check.ts';

/**
 * Pods have a token of the API server mounted only where their service account may do something with it. A token that
 * nothing needs is one more for whoever gets into the pod.
 *
 * Reads: v1 Pod .spec.automountServiceAccountToken, .serviceAccountName; v1 ServiceAccount; bindings
 * Quiet for: accounts with a binding of their own or of their namespace's group; IAM roles for service accounts and Pod
 * Identity, which mount tokens of their own
 */
export const accessTokensNeeded = defineCheck({
  id: 'access/tokens-needed',
  title: 'Pods have a Kubernetes token only where they need one',
  severity: 'info',
  remediation: [
    { text: 'See how the pods get their token.', command: 'kubectl get {owner} -n {namespace} -o yaml' },
    {
      text: 'Set automountServiceAccountToken: false in the pod template of {owner}, or in the service account {account}.',
      command: `kubectl patch serviceaccount {account} -n {namespace} -p '{"automountServiceAccountToken":false}'`,
      verify: 'kubectl get serviceaccount {account} -n {namespace} -o yaml',
    },
  ],
  reads: [podSecuritySpecs, serviceAccounts, roleBindings, clusterRoleBindings],
  *run(data, { config }) {
    const accounts = new Map(data.serviceAccounts.map((account) => [`${account.namespace}/${account.name}`, account]));
    const subjects = [...data.roleBindings, ...data.clusterRoleBindings].flatMap((binding) => binding.subjects);
    const bound = new Set(subjects.map(({ kind, namespace, name }) => `${kind} ${namespace ?? ''}/${name}`));
    const pods = data.podSecuritySpecs.items.filter(({ namespace }) => config.namespaces.includes(namespace));
    for (const { namespace, name, owner, serviceAccount, mountsToken } of pods) {
      if (!(mountsToken ?? accounts.get(`${namespace}/${serviceAccount}`)?.mountsToken ?? true)) continue;
      const ways = [`ServiceAccount ${namespace}/${serviceAccount}`, `Group /system:serviceaccounts:${namespace}`];
      if (ways.some((way) => bound.has(way))) continue;
      yield {
        subject: { kind: 'Pod', namespace, name },
        owner,
        message: `${owner.kind} ${namespace}/${owner.name}: its pods have a token of service account ${serviceAccount}, to which no role is bound`,
        evidence: { account: serviceAccount },
      };
    }
    return pods.length;
  },
});

import { podSecuritySpecs } from '#lib/cluster/sources/pod-security-specs.ts';
import { clusterRoleBindings, roleBindings } from '#lib/cluster/sources/role-bindings.ts';
import { serviceAccounts } from '#lib/cluster/sources/service-accounts.ts';
import { templateAccounts } from '#lib/cluster/sources/template-accounts.ts';
import { defineCheck } from '../check.ts';
import { ageMinutes } from '../duration.ts';

/**
 * Every service account of the application is used by a pod or a workload. One that nobody uses is a name to be taken: whoever may
 * create pods in the namespace may run as it, with what is bound to it.
 *
 * Reads: v1 ServiceAccount; v1 Pod .spec.serviceAccountName; the same of apps/v1 and batch/v1 templates; bindings
 * Quiet for: `default`, which every namespace has; accounts younger than a week; workloads that have no pod now. Info
 * only, since clients outside the cluster that hold one of its tokens are not seen
 */
export const accessServiceAccountsUsed = defineCheck({
  id: 'access/service-accounts-used',
  title: 'Every service account of the application is used by a workload',
  severity: 'info',
  remediation: [
    {
      text: 'Look for who made it, and ask whether a client outside the cluster uses its tokens.',
      command: 'kubectl get serviceaccount {name} -n {namespace} -o yaml',
    },
    {
      text: 'If nothing needs it, delete it and its bindings.',
      command: 'kubectl delete serviceaccount {name} -n {namespace}',
      verify: 'kubectl get serviceaccounts -n {namespace}',
    },
  ],
  reads: [serviceAccounts, podSecuritySpecs, templateAccounts, roleBindings, clusterRoleBindings],
  settings: { graceMinutes: 7 * 24 * 60 },
  *run(data, { now, settings }) {
    const users = [...data.podSecuritySpecs.items, ...data.templateAccounts];
    const used = new Set(users.map(({ namespace, serviceAccount }) => `${namespace}/${serviceAccount}`));
    const bindings = [...data.roleBindings, ...data.clusterRoleBindings];
    for (const { namespace, name, createdAt } of data.serviceAccounts) {
      if (name === 'default' || used.has(`${namespace}/${name}`)) continue;
      if (createdAt !== null && ageMinutes(now, createdAt) < settings.graceMinutes) continue;
      const bound = bindings
        .filter(({ subjects }) =>
          subjects.some(
            (subject) => subject.kind === 'ServiceAccount' && subject.namespace === namespace && subject.name === name,
          ),
        )
        .map((binding) => binding.name);
      const rights = bound.length > 0 ? `, and ${bound.slice(0, 5).join(', ')} bound to it` : '';
      yield {
        subject: { kind: 'ServiceAccount', namespace, name },
        message: `Service account ${namespace}/${name}: no pod or workload uses it${rights}`,
        evidence: { bindings: bound.slice(0, 50) },
      };
    }
    return data.serviceAccounts.length;
  },
});

import { namespaces } from '#lib/cluster/sources/namespaces.ts';
import { type PodSecuritySpec, podSecuritySpecs } from '#lib/cluster/sources/pod-security-specs.ts';
import { serverVersion } from '#lib/cluster/sources/server-version.ts';
import { defineCheck, type Observation } from '../check.ts';
import type { SecurityLevel } from './control.ts';
import { type Block, blocksOf, evaluatePod, isAtLeast } from './evaluate-pod.ts';
import { readNamespacePolicy } from './namespace-policy.ts';
import { readPolicyMinor } from './policy-version.ts';

/**
 * Every pod of the application passes the configured level of the Pod Security Standards, and the one that its namespace
 * enforces. Evaluates every pod as the API server's admission does (k8s.io/pod-security-admission/policy), at the
 * configured version; what the namespace enforces, at the namespace's own.
 *
 * Reads: v1 Pod .spec, .metadata.annotations; v1 Namespace .metadata.labels; /version
 * Quiet for: pods outside the application's namespaces, which are measured only
 */
export const podSecurityLevels = defineCheck({
  id: 'pod-security/levels',
  title: 'Every pod of the application passes its Pod Security level',
  severity: 'warning',
  remediation: [
    { text: 'See what the pod asks for.', command: 'kubectl get pod {name} -n {namespace} -o yaml' },
    {
      text: 'In {owner}, change what breaks {controls}; the docs page of the check lists what each control allows.',
      command: 'kubectl edit {owner} -n {namespace}',
      verify:
        'kubectl label --dry-run=server --overwrite namespace {namespace} pod-security.kubernetes.io/enforce={level}',
    },
  ],
  reads: [podSecuritySpecs, namespaces, serverVersion],
  *run({ podSecuritySpecs: { items, isComplete }, ...data }, { config }) {
    const minor = readPolicyMinor(config.podSecurity.version, data.serverVersion.minor);
    const policies = new Map(
      data.namespaces.map((namespace) => [namespace.name, readNamespacePolicy(namespace, data.serverVersion.minor)]),
    );
    const measured: Record<string, unknown> = {};
    for (const pod of items) {
      const evaluation = evaluatePod(pod, minor);
      measured[`${pod.namespace}/${pod.name}`] = evaluation;
      if (!config.namespaces.includes(pod.namespace)) continue;
      const policy = policies.get(pod.namespace);
      const enforced = policy ? blocksOf(evaluatePod(pod, policy.enforceMinor), policy.enforce) : [];
      if (enforced.length > 0)
        yield observe(pod, enforced, policy?.enforce ?? 'privileged', 'which its namespace enforces');
      const wanted = blocksOf(evaluation, config.podSecurity.level);
      const isTold = enforced.length > 0 && isAtLeast(policy?.enforce ?? 'privileged', config.podSecurity.level);
      if (wanted.length > 0 && !isTold)
        yield observe(pod, wanted, config.podSecurity.level, 'which the configuration asks for');
    }
    return {
      examined: items.length,
      measurements: { 'pod-security/levels': measured },
      ...(!isComplete && { note: 'on so large a cluster only the application’s namespaces are evaluated' }),
    };
  },
});

function observe(pod: PodSecuritySpec, blocks: readonly Block[], level: SecurityLevel, why: string): Observation {
  const { owner, namespace, name } = pod;
  const controls = [...new Set(blocks.map(({ control }) => control))];
  const refused = why.startsWith('which its') ? '; its next pod will be refused' : '';
  return {
    subject: { kind: 'Pod', namespace, name },
    owner,
    discriminator: level,
    message: `${owner.kind} ${namespace}/${owner.name} does not pass ${level}, ${why}: ${controls.join(', ')}${refused}`,
    evidence: {
      level,
      controls: controls.join(', '),
      blocks: blocks.map(({ control, detail }) => ({ control, detail })),
    },
  };
}

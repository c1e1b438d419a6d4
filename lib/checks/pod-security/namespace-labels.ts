import { namespaces } from '#lib/cluster/sources/namespaces.ts';
import { type PodSecuritySpec, podSecuritySpecs } from '#lib/cluster/sources/pod-security-specs.ts';
import { serverVersion } from '#lib/cluster/sources/server-version.ts';
import { defineCheck, type Observation } from '../check.ts';
import { nameSome, type SecurityLevel, securityLevels } from './control.ts';
import { blocksOf, type Evaluation, evaluatePod, isAtLeast, loosestOf } from './evaluate-pod.ts';
import { type NamespacePolicy, readNamespacePolicy } from './namespace-policy.ts';
import { readPolicyMinor } from './policy-version.ts';

/**
 * Every namespace of the application enforces the configured level of the Pod Security Standards, and the highest that
 * its pods pass. Only `enforce` keeps a pod out; `audit` and `warn` are told beside it.
 *
 * Reads: v1 Namespace .metadata.labels; v1 Pod .spec; /version
 * Quiet for: namespaces that enforce more than is asked, and as much as their pods pass
 */
export const podSecurityNamespaceLabels = defineCheck({
  id: 'pod-security/namespace-labels',
  title: 'Every namespace of the application enforces the Pod Security level that its pods pass',
  severity: 'warning',
  remediation: [
    {
      text: 'Ask the server which pods the level would refuse, without changing anything.',
      command: 'kubectl label --dry-run=server --overwrite namespace {name} pod-security.kubernetes.io/enforce={level}',
    },
    {
      text: 'Mend those pods, then set the label. It refuses new pods only; those that run stay.',
      command: 'kubectl label --overwrite namespace {name} pod-security.kubernetes.io/enforce={level}',
      verify: 'kubectl get namespace {name} --show-labels',
    },
  ],
  reads: [namespaces, podSecuritySpecs, serverVersion],
  *run(data, { config }) {
    const clusterMinor = data.serverVersion.minor;
    const minor = readPolicyMinor(config.podSecurity.version, clusterMinor);
    const judged = data.namespaces.filter(({ name }) => config.namespaces.includes(name));
    for (const namespace of judged) {
      const policy = readNamespacePolicy(namespace, clusterMinor);
      const evaluated = data.podSecuritySpecs.items
        .filter((pod) => pod.namespace === namespace.name)
        .map((pod) => ({ pod, evaluation: evaluatePod(pod, minor) }));
      const passes = evaluated.length === 0 ? null : loosestOf(evaluated.map(({ evaluation }) => evaluation.level));
      const next = passes === null ? '' : describeNext(passes, evaluated);
      const observation = judge(namespace.name, policy, passes, config.podSecurity.level);
      if (observation) yield { ...observation, message: `${observation.message}${next}` };
    }
    return judged.length;
  },
});

function judge(
  name: string,
  policy: NamespacePolicy,
  passes: SecurityLevel | null,
  wanted: SecurityLevel,
): Observation | undefined {
  const subject = { kind: 'Namespace', namespace: null, name };
  const { enforce, audit, warn, invalid } = policy;
  const evidence = { enforce, audit, warn, passes };
  if (invalid.length > 0) {
    const message = `Namespace ${name} has labels that are no Pod Security level: ${nameSome(invalid)}`;
    return { subject, discriminator: 'invalid', message, evidence: { ...evidence, level: wanted } };
  }
  const does = enforce === 'privileged' ? 'enforces no Pod Security level' : `enforces ${enforce}`;
  const today = passes === null ? '' : `; its pods pass ${passes} today`;
  if (!isAtLeast(enforce, wanted))
    return {
      subject,
      message: `Namespace ${name} ${does}, less than ${wanted}${today}`,
      evidence: { ...evidence, level: wanted },
    };
  if (passes === null || isAtLeast(enforce, passes)) return undefined;
  return {
    subject,
    severity: 'info',
    message: `Namespace ${name} ${does}${today}`,
    evidence: { ...evidence, level: passes },
  };
}

/** What keeps the pods from the level above the one that all of them pass: the controls, and of how many workloads. */
function describeNext(
  passes: SecurityLevel,
  evaluated: readonly { readonly pod: PodSecuritySpec; readonly evaluation: Evaluation }[],
): string {
  const next = securityLevels[securityLevels.indexOf(passes) + 1];
  if (!next) return '';
  const blocked = evaluated
    .map(({ pod, evaluation }) => ({ pod, blocks: blocksOf(evaluation, next) }))
    .filter(({ blocks }) => blocks.length > 0);
  const controls = [...new Set(blocked.flatMap(({ blocks }) => blocks.map(({ control }) => control)))];
  const owners = [...new Set(blocked.map(({ pod }) => `${pod.owner.kind} ${pod.owner.name}`))];
  return `; ${next} is blocked by ${controls.join(', ')} of ${nameSome(owners)}`;
}

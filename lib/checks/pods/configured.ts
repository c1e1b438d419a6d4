import type { ObjectName } from '#lib/cluster/owner.ts';
import { pods } from '#lib/cluster/sources/pods.ts';
import { defineCheck, type RemediationStep } from '../check.ts';
import { waitingClassOf } from './container-state.ts';
import { livePods, notReadySince, subjectOf } from './live-pods.ts';
import { correctOwner, describePod, undoRollout } from './owner-steps.ts';
import { headOf, notReadyFor, quote } from './pod-words.ts';

/**
 * Every container can be created as its pod prescribes: the Secrets, ConfigMaps and keys that it refers to exist, and
 * the runtime accepts its user, command and mounts.
 *
 * Reads: v1 Pod .status.containerStatuses[].state.waiting (CreateContainerConfigError, CreateContainerError)
 * Quiet for: containers still being created. Pods of Jobs are judged too: a Job whose pod never starts does not fail.
 */
export const podsConfigured = defineCheck({
  id: 'pods/configured',
  title: 'Every container can be created as configured',
  severity: 'warning',
  remediation: [describePod],
  reads: [pods],
  *run({ pods }, { now }) {
    for (const pod of livePods(pods)) {
      for (const container of pod.containers) {
        const { waiting } = container.state;
        if (!waiting || waitingClassOf(container) !== 'configuration') continue;
        const missing = missingObject(waiting.message, pod.namespace);
        yield {
          subject: subjectOf(pod),
          owner: pod.owner,
          discriminator: container.name,
          message: `${headOf(pod, container)} has been in ${waiting.reason}${notReadyFor(pod, now)}${quote(waiting.message)}`,
          since: notReadySince(pod),
          evidence: { container: container.name, reason: waiting.reason, ...missing },
          remediation: [describePod, ...mend(missing !== undefined, pod.owner)],
        };
      }
    }
    return pods.total;
  },
});

interface Missing {
  readonly missingKind: 'secret' | 'configmap';
  readonly missingName: string;
}

/**
 * The object that the kubelet misses: `secret "x" not found`, `configmap "x" not found`,
 * `couldn't find key k in Secret namespace/x`.
 */
function missingObject(message: string, namespace: string): Missing | undefined {
  const [, kind, quoted, named] =
    /\b(secret|configmap) (?:"([^"]+)" not found|([\w.-]+\/[\w.-]+))/i.exec(message) ?? [];
  const name = quoted ?? named?.slice(namespace.length + 1);
  if (!kind || !name) return undefined;
  return { missingKind: kind.toLowerCase() === 'secret' ? 'secret' : 'configmap', missingName: name };
}

function mend(isMissing: boolean, owner: ObjectName): readonly RemediationStep[] {
  const correct = correctOwner(owner, 'Correct what the message names in its specification.');
  if (!isMissing) return [...undoRollout(owner), correct];
  return [
    {
      text: 'Look whether the {missingKind} is there and which keys it has; create it or add the key.',
      command: 'kubectl describe {missingKind} {missingName} -n {namespace}',
      verify: 'kubectl get pod {name} -n {namespace}',
    },
    { ...correct, text: 'Or correct the reference to it.' },
  ];
}

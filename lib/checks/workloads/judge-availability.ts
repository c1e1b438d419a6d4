import { formatLabels } from '#lib/cluster/sources/labels.ts';
import type { Condition, Pod } from '#lib/cluster/sources/pods.ts';
import type { Workload } from '#lib/cluster/sources/workload.ts';
import type { Observation, RemediationStep } from '../check.ts';
import { ageMinutes, ageMs, formatDuration } from '../duration.ts';
import { quote } from '../pods/pod-words.ts';
import { isOwnedBy, newestPodAt } from './owned-pods.ts';

/** What to do about a workload of which too little runs. */
export const availabilityRemediation: readonly RemediationStep[] = [
  { text: 'Look at its conditions and events.', command: 'kubectl describe {owner} -n {namespace}' },
  {
    text: 'Look at its pods: what keeps them from being ready is found by the checks of pods.',
    command: 'kubectl get pods -n {namespace} -l {selector} -o wide',
  },
  {
    text: 'If a release broke it, go back to the one before; if its pods hang, restart them.',
    command: 'kubectl rollout undo {owner} -n {namespace}',
    verify: 'kubectl rollout status {owner} -n {namespace} --timeout=5m',
  },
];

const creationRemediation: readonly RemediationStep[] = [
  {
    text: 'Read why pods are refused: a quota, an admission webhook, a security standard.',
    command: 'kubectl get events -n {namespace} --field-selector reason=FailedCreate',
  },
  {
    text: 'Compare the quotas of the namespace with what is used.',
    command: 'kubectl describe resourcequota -n {namespace}',
  },
  {
    text: 'Raise the quota or mend what refuses; the controller tries again by itself.',
    verify: 'kubectl rollout status {owner} -n {namespace} --timeout=5m',
  },
];

const scaleRemediation: readonly RemediationStep[] = [
  {
    text: 'If nobody meant it, scale it up again.',
    command: 'kubectl scale {owner} -n {namespace} --replicas=1',
    verify: 'kubectl get {owner} -n {namespace}',
  },
];

/**
 * Judges whether enough of each workload runs: a Deployment by its Available condition, which allows for
 * `maxUnavailable`; a StatefulSet or DaemonSet, which have no conditions, by having no replica at all or pods that do
 * not exist. One lost pod of many is left to the checks of pods. Gives the number of workloads.
 */
export function* judgeAvailability(
  workloads: readonly Workload[],
  pods: readonly Pod[],
  now: Date,
  graceMinutes: number,
): Generator<Observation, number, void> {
  for (const workload of workloads) {
    const observation = judge(workload, pods, now, graceMinutes);
    if (observation) yield observation;
  }
  return workloads.length;
}

function judge(workload: Workload, pods: readonly Pod[], now: Date, graceMinutes: number): Observation | undefined {
  if (workload.desired === 0) return workload.kind === 'DaemonSet' ? undefined : describeScaledToZero(workload);
  const failure = findCondition(workload, 'ReplicaFailure');
  const refused = failure?.status === 'True' ? failure : undefined;
  if (!refused && !isShort(workload)) return undefined;
  const since = refused?.lastTransitionAt ?? shortSince(workload, pods);
  if (ageMinutes(now, since ?? workload.createdAt) < graceMinutes) return undefined;
  return refused ? describeRefused(workload, refused) : describeShort(workload, since, now);
}

function findCondition({ conditions }: Workload, type: string): Condition | undefined {
  return conditions.find((condition) => condition.type === type);
}

function isShort(workload: Workload): boolean {
  const available = findCondition(workload, 'Available');
  if (workload.available === 0) return true;
  return available ? available.status !== 'True' : workload.current < workload.desired;
}

/** As long as this at least: the condition's transition, or the last change of its pods. */
function shortSince(workload: Workload, pods: readonly Pod[]): string | null {
  const available = findCondition(workload, 'Available');
  if (available && available.status !== 'True') return available.lastTransitionAt;
  return newestPodAt(pods.filter(isOwnedBy(workload)));
}

function describeShort(workload: Workload, since: string | null, now: Date): Observation {
  const { kind, namespace, name, desired, current, available } = workload;
  const missing = current < desired ? ` and ${current} of ${desired} pods exist` : '';
  const duration = since ? `, for ${formatDuration(ageMs(now, since))}` : '';
  const isStuck = findCondition(workload, 'Progressing')?.reason === 'ProgressDeadlineExceeded';
  const rollout = isStuck ? '; its rollout is stuck (ProgressDeadlineExceeded)' : '';
  return {
    ...describe(workload),
    severity: available === 0 ? 'critical' : 'warning',
    message: `${kind} ${namespace}/${name}: ${available} of ${desired} replicas are available${missing}${duration}${rollout}`,
    since,
  };
}

function describeRefused(workload: Workload, refused: Condition): Observation {
  const { kind, namespace, name, desired, current } = workload;
  return {
    ...describe(workload),
    discriminator: 'ReplicaFailure',
    severity: workload.available === 0 ? 'critical' : 'warning',
    message: `${kind} ${namespace}/${name} cannot create pods, ${current} of ${desired} exist${quote(refused.message || refused.reason)}`,
    since: refused.lastTransitionAt,
    remediation: creationRemediation,
  };
}

function describeScaledToZero(workload: Workload): Observation {
  return {
    ...describe(workload),
    discriminator: 'scaled-to-0',
    severity: 'info',
    message: `${workload.kind} ${workload.namespace}/${workload.name} is scaled to 0`,
    remediation: scaleRemediation,
  };
}

function describe(workload: Workload): Pick<Observation, 'subject' | 'evidence'> {
  const { kind, namespace, name, desired, current, available, updated, selector } = workload;
  return {
    subject: { kind, namespace, name },
    evidence: { desired, current, available, updated, selector: formatLabels(selector) },
  };
}

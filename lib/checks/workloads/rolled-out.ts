import { daemonSets } from '#lib/cluster/sources/daemon-sets.ts';
import { deployments } from '#lib/cluster/sources/deployments.ts';
import { formatLabels } from '#lib/cluster/sources/labels.ts';
import { type Condition, type Pod, pods } from '#lib/cluster/sources/pods.ts';
import { statefulSets } from '#lib/cluster/sources/stateful-sets.ts';
import { joinWorkloads, type Workload } from '#lib/cluster/sources/workload.ts';
import { defineCheck, type Observation, type RemediationStep } from '../check.ts';
import { ageMinutes } from '../duration.ts';
import { isOwnedBy, newestPodAt } from './owned-pods.ts';

const verify = 'kubectl rollout status {owner} -n {namespace} --timeout=5m';
const remediation: readonly RemediationStep[] = [
  {
    text: 'Look at the pods of the newest revision: one of them does not become ready.',
    command: 'kubectl get pods -n {namespace} -l {selector} -o wide',
  },
  { text: 'Look what changed with the revision.', command: 'kubectl rollout history {owner} -n {namespace}' },
  {
    text: 'Go back to the revision before, or mend the template.',
    command: 'kubectl rollout undo {owner} -n {namespace}',
    verify,
  },
];
/** A known trap: the controller does not replace a pod that never became ready, even with a mended template. */
const statefulSetRemediation: readonly RemediationStep[] = [
  ...remediation.slice(0, 2),
  {
    text: 'Go back to the revision before, or mend the template; then delete the pod that is not ready, for it is not replaced by itself.',
    command: 'kubectl rollout undo {owner} -n {namespace}',
    verify,
  },
];
const pausedRemediation: readonly RemediationStep[] = [
  {
    text: 'If nobody needs the pause any more, let changes take effect again.',
    command: 'kubectl rollout resume {owner} -n {namespace}',
    verify,
  },
];
const unobservedRemediation: readonly RemediationStep[] = [
  {
    text: 'Look whether it catches up; if it does not, kube-controller-manager is in trouble, which AWS runs: look at the cluster’s health in the EKS console.',
    command: 'kubectl get {owner} -n {namespace} -o yaml',
    verify,
  },
];

/**
 * The newest template of each workload in the application's namespaces has reached its pods, or is getting on.
 *
 * Reads: apps/v1 .status.updatedReplicas, .observedGeneration, .conditions[Progressing]; v1 Pod creation and Ready times
 * Quiet for: rollouts that get on, however slowly; OnDelete; what a partition holds back; a workload of which nothing is
 * available, which workloads/available reports
 */
export const workloadsRolledOut = defineCheck({
  id: 'workloads/rolled-out',
  title: 'The newest revision of every workload is rolled out',
  severity: 'warning',
  remediation,
  reads: [deployments, statefulSets, daemonSets, pods],
  settings: { stalledMinutes: 15 },
  *run(data, { config, now, settings }) {
    const own = joinWorkloads(data).filter((workload) => config.namespaces.includes(workload.namespace));
    for (const workload of own) {
      const observation = judge(workload, data.pods.items, now, settings.stalledMinutes);
      if (observation) yield { ...observation, ...describe(workload) };
    }
    return own.length;
  },
});

type Judgement = Pick<Observation, 'message' | 'since' | 'severity' | 'discriminator' | 'remediation'>;

function judge(workload: Workload, allPods: readonly Pod[], now: Date, stalledMinutes: number): Judgement | undefined {
  const progressing = workload.conditions.find((condition) => condition.type === 'Progressing');
  if (workload.isPaused) return describePaused(workload, progressing);
  if (!workload.isObserved) {
    return {
      message: `${nameOf(workload)} was changed and its controller has not taken notice`,
      discriminator: 'unobserved',
      remediation: unobservedRemediation,
    };
  }
  if (workload.available === 0) return undefined;
  const isOverdue = progressing?.reason === 'ProgressDeadlineExceeded';
  const since = isOverdue ? progressing.lastTransitionAt : progressedAt(workload, allPods);
  if (!isOverdue && (isRolledOut(workload) || ageMinutes(now, since) < stalledMinutes)) return undefined;
  const { kind, desired, updated, available, rolloutTarget } = workload;
  const how = isOverdue ? 'is stuck (ProgressDeadlineExceeded)' : `has not got on for ${ageMinutes(now, since)} min`;
  return {
    message: `The rollout of ${nameOf(workload)} ${how}: ${updated} of ${rolloutTarget} pods have the newest revision, ${available} of ${desired} are available`,
    since,
    ...(kind === 'StatefulSet' && { remediation: statefulSetRemediation }),
  };
}

function nameOf({ kind, namespace, name }: Workload): string {
  return `${kind} ${namespace}/${name}`;
}

function describePaused(workload: Workload, progressing: Condition | undefined): Judgement {
  return {
    message: `${nameOf(workload)} is paused: changes to it do not take effect`,
    since: progressing?.reason === 'DeploymentPaused' ? progressing.lastTransitionAt : null,
    severity: 'info',
    discriminator: 'paused',
    remediation: pausedRemediation,
  };
}

/** A Deployment is done when its old pods are gone too. */
function isRolledOut({ kind, updated, current, rolloutTarget }: Workload): boolean {
  return updated >= rolloutTarget && (kind !== 'Deployment' || current <= updated);
}

function progressedAt(workload: Workload, allPods: readonly Pod[]): string | null {
  return workload.progressedAt ?? newestPodAt(allPods.filter(isOwnedBy(workload))) ?? workload.createdAt;
}

function describe({ kind, namespace, name, desired, updated, available, selector }: Workload) {
  return {
    subject: { kind, namespace, name },
    evidence: { desired, updated, available, selector: formatLabels(selector) },
  };
}

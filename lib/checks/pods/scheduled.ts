import { type Pod, pods } from '#lib/cluster/sources/pods.ts';
import { defineCheck } from '../check.ts';
import { ageMinutes, ageMs, formatDuration } from '../duration.ts';
import { livePods, subjectOf } from './live-pods.ts';
import { describePod } from './owner-steps.ts';
import { causesIn, withoutPreemption } from './scheduling-causes.ts';

/**
 * Every pod gets a node within the time that an autoscaler takes to add one. The scheduler says in the condition
 * PodScheduled what it lacked on how many nodes; each of these causes has its own remedy.
 *
 * Reads: v1 Pod .spec.nodeName, .spec.schedulingGates, .status.conditions[PodScheduled]
 * Quiet for: pods held back by scheduling gates (Kueue and others do so on purpose). Pods of Jobs are judged too: a Job
 * whose pod never starts does not fail.
 */
export const podsScheduled = defineCheck({
  id: 'pods/scheduled',
  title: 'Every pod gets a node',
  severity: 'warning',
  remediation: [
    describePod,
    {
      text: 'Look whether the scheduler that the pod names exists and runs; on EKS it is default-scheduler.',
      command: 'kubectl get pod {name} -n {namespace} -o custom-columns="SCHEDULER:.spec.schedulerName"',
      verify: 'kubectl get pod {name} -n {namespace} -o wide',
    },
  ],
  reads: [pods],
  settings: { graceMinutes: 2 },
  *run({ pods }, { now, settings }) {
    for (const pod of livePods(pods)) {
      if (pod.nodeName !== null || pod.phase !== 'Pending' || pod.schedulingGates.length > 0) continue;
      const condition = scheduledCondition(pod);
      const since = condition?.lastTransitionAt ?? pod.createdAt;
      if (ageMinutes(now, since) < settings.graceMinutes) continue;
      const said = condition
        ? withoutPreemption(condition.message) || condition.reason
        : 'no scheduler has looked at it';
      const causes = causesIn(said);
      yield {
        subject: subjectOf(pod),
        owner: pod.owner,
        message: `Pod ${pod.namespace}/${pod.name} has had no node for ${formatDuration(ageMs(now, since))}: ${said}`,
        since,
        evidence: { causes: causes.map(({ cause }) => cause), scheduler: said },
        ...(causes.length > 0 && { remediation: [describePod, ...causes.map(({ step }) => step)] }),
      };
    }
    return pods.total;
  },
});

function scheduledCondition(pod: Pod) {
  return pod.conditions.find(({ type, status }) => type === 'PodScheduled' && status !== 'True');
}

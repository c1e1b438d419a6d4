import leven from 'leven';
import type { SourceContext } from '#lib/cluster/source.ts';
import { daemonSets } from '#lib/cluster/sources/daemon-sets.ts';
import { deployments } from '#lib/cluster/sources/deployments.ts';
import { formatLabels, hasLabels } from '#lib/cluster/sources/labels.ts';
import { statefulSets } from '#lib/cluster/sources/stateful-sets.ts';
import { joinWorkloads, type Workload } from '#lib/cluster/sources/workload.ts';
import { defineCheck, type Observation, type RemediationStep } from '../check.ts';

type WorkloadConfig = SourceContext['config']['workloads'][number];

const labelsRemediation: readonly RemediationStep[] = [
  {
    text: 'Look at the labels of the template.',
    command: 'kubectl get {owner} -n {namespace} -o jsonpath={.spec.template.metadata.labels}',
  },
  {
    text: 'Correct workloads[].labels in the configuration: logs and events are looked up by them.',
    verify: 'kubectl get pods -n {namespace} -l {labels}',
  },
];

/**
 * Every workload that the configuration names is in the cluster, and the labels that the configuration gives it are
 * those of its pods.
 *
 * Reads: apps/v1 Deployment, StatefulSet, DaemonSet .metadata, .spec.template.metadata.labels
 * Quiet for: workloads scaled to 0; labels that the pods have besides
 */
export const workloadsPresent = defineCheck({
  id: 'workloads/present',
  title: 'Every configured workload exists',
  severity: 'critical',
  remediation: [
    { text: 'Look what is there.', command: 'kubectl get deployments,statefulsets,daemonsets -n {namespace}' },
    {
      text: 'If it was deleted, deploy it again from its source; if it was renamed on purpose, correct workloads in the configuration.',
      verify: 'kubectl get {owner} -n {namespace}',
    },
  ],
  reads: [deployments, statefulSets, daemonSets],
  *run(data, { config }) {
    const workloads = joinWorkloads(data);
    for (const wanted of config.workloads) {
      const found = workloads.find((workload) => isSame(workload, wanted));
      if (!found) yield describeMissing(wanted, workloads);
      else if (!hasLabels(found.podLabels, wanted.labels)) yield describeLabels(wanted, found);
    }
    return config.workloads.length > 0
      ? config.workloads.length
      : { notApplicable: 'the configuration names no workloads' };
  },
});

function isSame(workload: Workload, { kind, namespace, name }: WorkloadConfig): boolean {
  return workload.kind === kind && workload.namespace === namespace && workload.name === name;
}

function describeMissing({ kind, namespace, name }: WorkloadConfig, workloads: readonly Workload[]): Observation {
  const [nearest] = workloads
    .filter((workload) => workload.namespace === namespace)
    .toSorted((one, other) => leven(one.name, name) - leven(other.name, name));
  const hint = nearest ? `; the nearest there is ${nearest.kind} ${nearest.name}` : '; the namespace has no workload';
  return {
    subject: { kind, namespace, name },
    message: `${kind} ${namespace}/${name} is named in the configuration and is not in the cluster${hint}`,
  };
}

function describeLabels({ kind, namespace, name, labels }: WorkloadConfig, { podLabels }: Workload): Observation {
  return {
    subject: { kind, namespace, name },
    discriminator: 'labels',
    severity: 'warning',
    message: `The pods of ${kind} ${namespace}/${name} do not carry the configured labels ${formatLabels(labels)}, they have ${formatLabels(podLabels)}`,
    evidence: { labels: formatLabels(labels), podLabels: formatLabels(podLabels) },
    remediation: labelsRemediation,
  };
}

import { daemonSets } from '#lib/cluster/sources/daemon-sets.ts';
import { deployments } from '#lib/cluster/sources/deployments.ts';
import { type EndpointSlice, endpointSlices } from '#lib/cluster/sources/endpoint-slices.ts';
import { formatLabels, hasLabels } from '#lib/cluster/sources/labels.ts';
import { type Pod, pods } from '#lib/cluster/sources/pods.ts';
import { type Service, services } from '#lib/cluster/sources/services.ts';
import { statefulSets } from '#lib/cluster/sources/stateful-sets.ts';
import { joinWorkloads, type Workload } from '#lib/cluster/sources/workload.ts';
import type { RunbookConfig } from '#lib/config/schema.ts';
import { defineCheck, type Observation, type RemediationStep, type Subject } from '../check.ts';
import { ageMinutes } from '../duration.ts';
import { describeNearest } from './nearest-workload.ts';

/** What EKS runs out of sight: kube-prometheus-stack makes services for it that can never have endpoints there. */
const hiddenComponents = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'];
/** Names of labels under which controllers group the pods of a Job. */
const jobLabels = ['job-name', 'batch.kubernetes.io/job-name', 'controller-uid', 'batch.kubernetes.io/controller-uid'];

const verify = 'kubectl get endpointslices -n {namespace} -l kubernetes.io/service-name={name}';
const selectorRemediation: readonly RemediationStep[] = [
  {
    text: 'Compare the selector with the labels of the pods.',
    command: 'kubectl get pods -n {namespace} --show-labels',
  },
  {
    text: 'Correct the selector, or the labels in the template of the workload that should serve.',
    command: 'kubectl edit service {name} -n {namespace}',
    verify,
  },
];
const unreadyRemediation: readonly RemediationStep[] = [
  {
    text: 'Look why the pods are not ready: the events name the failing readiness probe.',
    command: 'kubectl describe pods -n {namespace} -l {selector}',
  },
  { text: 'Read what they log.', command: 'kubectl logs -n {namespace} -l {selector} --all-containers --tail=50' },
  { text: 'Mend what the probe or the log complains about; the endpoints become ready by themselves.', verify },
];
/** Where one workload is behind the service, a release of it can be taken back. */
const rollbackRemediation: readonly RemediationStep[] = [
  ...unreadyRemediation.slice(0, 2),
  {
    text: 'If a release broke them, go back to the one before; if they hang, restart them.',
    command: 'kubectl rollout undo {owner} -n {namespace}',
    verify,
  },
];
const startRemediation: readonly RemediationStep[] = [
  { text: 'Look why no pod has started.', command: 'kubectl get pods -n {namespace} -l {selector} -o wide' },
  {
    text: 'Read the events of the namespace and mend what keeps the pods from starting.',
    command: 'kubectl get events -n {namespace} --sort-by=.lastTimestamp',
    verify,
  },
];

/**
 * A service that selects pods has at least one endpoint that takes traffic. Endpoints are those of all its
 * EndpointSlices; `ready` true or absent counts as ready (discovery/v1).
 *
 * Reads: v1 Service .spec; discovery/v1 EndpointSlice .endpoints; the labels and replicas of workloads; v1 Pod labels, phase
 * Quiet for: services without selector and ExternalName, workloads scaled to 0, services of Jobs,
 * publishNotReadyAddresses (the API marks those endpoints ready), services that are young, being deleted, or of a
 * control plane that EKS hides
 */
export const servicesHaveReadyEndpoints = defineCheck({
  id: 'services/have-ready-endpoints',
  title: 'Every service has a ready endpoint',
  severity: 'critical',
  remediation: unreadyRemediation,
  reads: [services, endpointSlices, deployments, statefulSets, daemonSets, pods],
  settings: { graceMinutes: 2 },
  *run(data, { now, settings, config }) {
    const slicesOf = Map.groupBy(data.endpointSlices, (slice) => `${slice.namespace}/${slice.service}`);
    const workloads = joinWorkloads(data);
    const judged = data.services.filter((service) => canHaveEndpoints(service));
    for (const service of judged) {
      if (ageMinutes(now, service.createdAt) < settings.graceMinutes) continue;
      const slices = slicesOf.get(`${service.namespace}/${service.name}`) ?? [];
      if (slices.some((slice) => slice.ready > 0)) continue;
      const changedAt = latest(slices);
      if (changedAt && ageMinutes(now, changedAt) < settings.graceMinutes) continue;
      const backends = findBackends(service, workloads, data.pods.items);
      const unready = [...new Set(slices.flatMap((slice) => slice.unready))];
      if (unready.length > 0) {
        const remediation = backends.workloads.length === 1 ? rollbackRemediation : unreadyRemediation;
        yield { ...describeUnready(service, unready, changedAt), ...ownedBy(backends, service), remediation };
      } else if (!isMeantToBeEmpty(backends)) {
        yield {
          ...describeEmpty(service, backends, workloads),
          ...ownedBy(backends, service),
          severity: isNamed(service, config) ? 'critical' : 'warning',
        };
      }
    }
    return judged.length;
  },
});

interface Backends {
  readonly workloads: readonly Workload[];
  readonly pods: readonly Pod[];
}

function canHaveEndpoints({ selector, deletionAt, namespace }: Service): boolean {
  if (!selector || deletionAt || jobLabels.some((label) => label in selector)) return false;
  return namespace !== 'kube-system' || !Object.values(selector).some((value) => hiddenComponents.includes(value));
}

function findBackends(
  { selector, namespace }: Service,
  workloads: readonly Workload[],
  allPods: readonly Pod[],
): Backends {
  const isSelected = (labels: Readonly<Record<string, string>>) => hasLabels(labels, selector ?? {});
  return {
    workloads: workloads.filter((workload) => workload.namespace === namespace && isSelected(workload.podLabels)),
    pods: allPods.filter((pod) => pod.namespace === namespace && isSelected(pod.labels)),
  };
}

/** Scaled to 0 (or a DaemonSet with no node to run on), or served by Jobs that have ended. */
function isMeantToBeEmpty({ workloads, pods: selected }: Backends): boolean {
  if (workloads.length > 0) return workloads.every((workload) => workload.desired === 0);
  return selected.length > 0 && selected.every((pod) => pod.isOfJob || pod.phase === 'Succeeded');
}

/** Whether the configuration counts on the service, so that its loss is an outage beyond doubt. */
function isNamed({ namespace, name }: Service, { workloads, monitoring }: RunbookConfig): boolean {
  const watched = [monitoring?.prometheus, monitoring?.alertmanager];
  return (
    workloads.some((workload) => workload.namespace === namespace && workload.service === name) ||
    watched.some((service) => service?.service === name && (service.namespace ?? monitoring?.namespace) === namespace)
  );
}

/** The one workload behind the service owns the finding, so that two services of one workload are one finding. */
function ownedBy({ workloads }: Backends, service: Service): { readonly owner: Subject } {
  const [first, ...others] = workloads;
  const owner = first && others.length === 0 ? first : { kind: 'Service', ...service };
  return { owner: { kind: owner.kind, namespace: owner.namespace, name: owner.name } };
}

function describeUnready(service: Service, unready: readonly string[], since: string | null): Observation {
  const named = unready.slice(0, 3).join(', ') + (unready.length > 3 ? ', ...' : '');
  const what =
    unready.length === 1
      ? `its only backend is not ready (${named})`
      : `none of its ${unready.length} backends is ready (${named})`;
  return {
    subject: { kind: 'Service', namespace: service.namespace, name: service.name },
    message: `Service ${service.namespace}/${service.name}: ${what}`,
    since,
    evidence: {
      selector: formatLabels(service.selector ?? {}),
      ready: 0,
      notReady: unready.length,
      pods: unready.slice(0, 10),
    },
  };
}

function describeEmpty(service: Service, backends: Backends, workloads: readonly Workload[]): Observation {
  const selector = formatLabels(service.selector ?? {});
  const isSelecting = backends.workloads.length > 0 || backends.pods.length > 0;
  const what = isSelecting
    ? describeUnstarted(backends, selector)
    : `no pod carries ${selector}${describeNearest(service, workloads)}`;
  return {
    subject: { kind: 'Service', namespace: service.namespace, name: service.name },
    message: `Service ${service.namespace}/${service.name} has no endpoint: ${what}`,
    evidence: { selector, ready: 0, notReady: 0 },
    remediation: isSelecting ? startRemediation : selectorRemediation,
  };
}

function describeUnstarted({ workloads, pods: selected }: Backends, selector: string): string {
  if (selected.length === 0)
    return `${workloads.map(({ kind, name }) => `${kind} ${name}`).join(', ')} behind it has no pod`;
  const phases = [...new Set(selected.map((pod) => pod.phase))].join(', ');
  return `${selector} selects ${selected.length === 1 ? '1 pod' : `${selected.length} pods`} (${phases}), none of which is an endpoint`;
}

function latest(slices: readonly EndpointSlice[]): string | null {
  return slices
    .map((slice) => slice.changedAt)
    .reduce((one, other) => ((one ?? '') > (other ?? '') ? one : other), null);
}

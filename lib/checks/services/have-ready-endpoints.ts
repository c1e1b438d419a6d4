import type { SourceContext } from '#lib/cluster/source.ts';
import { daemonSets } from '#lib/cluster/sources/daemon-sets.ts';
import { deployments } from '#lib/cluster/sources/deployments.ts';
import { type EndpointSlice, endpointSlices } from '#lib/cluster/sources/endpoint-slices.ts';
import { formatLabels } from '#lib/cluster/sources/labels.ts';
import { pods } from '#lib/cluster/sources/pods.ts';
import { type Service, services } from '#lib/cluster/sources/services.ts';
import { statefulSets } from '#lib/cluster/sources/stateful-sets.ts';
import { joinWorkloads, type Workload } from '#lib/cluster/sources/workload.ts';
import { defineCheck, type Observation, type Severity } from '../check.ts';
import { ageMinutes } from '../duration.ts';
import { notReadySince } from '../pods/live-pods.ts';
import { areMeantToBeEmpty, type Backends, findBackends, ownerOf } from './backends.ts';
import { describeNearest } from './nearest-workload.ts';
import { rollbackSteps, selectorSteps, startSteps, unreadySteps } from './service-steps.ts';

/** What EKS runs out of sight: kube-prometheus-stack makes services for it that can never have endpoints there. */
const hiddenComponents = new Set(['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler']);
/** Labels by which the Job controller marks its pods. */
const jobLabels = ['job-name', 'batch.kubernetes.io/job-name', 'controller-uid', 'batch.kubernetes.io/controller-uid'];

/**
 * A service that selects pods has at least one endpoint that takes traffic. Endpoints are those of all its
 * EndpointSlices; `ready` true or absent counts as ready (discovery/v1).
 *
 * Reads: v1 Service .spec; discovery/v1 EndpointSlice .endpoints; apps/v1 template labels and replicas; v1 Pod .metadata, .status
 * Quiet for: services without selector and ExternalName, workloads scaled to 0, services of Jobs,
 * publishNotReadyAddresses (the API marks those endpoints ready), services that are young, being deleted, or of a
 * control plane that EKS hides
 */
export const servicesHaveReadyEndpoints = defineCheck({
  id: 'services/have-ready-endpoints',
  title: 'Every service has a ready endpoint',
  severity: 'critical',
  remediation: unreadySteps,
  reads: [services, endpointSlices, deployments, statefulSets, daemonSets, pods],
  settings: { graceMinutes: 2 },
  *run(data, { now, settings, config }) {
    const slicesOf = Map.groupBy(data.endpointSlices, (slice) => `${slice.namespace}/${slice.service}`);
    const workloads = joinWorkloads(data);
    const isYoung = (at: string | null) => at !== null && ageMinutes(now, at) < settings.graceMinutes;
    const judged = data.services.filter(canHaveEndpoints);
    for (const service of judged) {
      const slices = slicesOf.get(`${service.namespace}/${service.name}`) ?? [];
      if (isYoung(service.createdAt) || slices.some((slice) => slice.ready > 0)) continue;
      const backends = findBackends(service, workloads, data.pods.items);
      const unready = [...new Set(slices.flatMap((slice) => slice.unready))];
      if (unready.length === 0 && areMeantToBeEmpty(backends)) continue;
      const since = unreadySince(slices, unready, backends);
      if (isYoung(since)) continue;
      const observation =
        unready.length > 0
          ? describeUnready(service, unready, backends)
          : { ...describeEmpty(service, backends, workloads), severity: severityOf(service, config) };
      yield { ...observation, owner: ownerOf(service, backends), since };
    }
    return judged.length;
  },
});

function canHaveEndpoints({ selector, deletionAt, namespace }: Service): boolean {
  if (!selector || deletionAt || jobLabels.some((label) => label in selector)) return false;
  return namespace !== 'kube-system' || !Object.values(selector).some((value) => hiddenComponents.has(value));
}

/** When the last backend was lost: the last change of the slices, or else what the unready pods say. */
function unreadySince(slices: readonly EndpointSlice[], unready: readonly string[], backends: Backends): string | null {
  const changes = slices.map((slice) => slice.changedAt);
  const ofPods = backends.pods.filter((pod) => unready.includes(pod.name)).map(notReadySince);
  return newest(changes) ?? newest(ofPods);
}

function newest(instants: readonly (string | null)[]): string | null {
  return instants.reduce((one, other) => ((one ?? '') > (other ?? '') ? one : other), null);
}

/** The loss of a service that the configuration counts on is critical; another one may be a leftover. */
function severityOf({ namespace, name }: Service, { workloads, monitoring }: SourceContext['config']): Severity {
  const watched = [monitoring?.prometheus, monitoring?.alertmanager];
  const isNamed =
    workloads.some((workload) => workload.namespace === namespace && workload.service === name) ||
    watched.some((service) => service?.service === name && (service.namespace ?? monitoring?.namespace) === namespace);
  return isNamed ? 'critical' : 'warning';
}

function describeUnready(service: Service, unready: readonly string[], { workloads }: Backends): Observation {
  const named = unready.slice(0, 3).join(', ') + (unready.length > 3 ? ', ...' : '');
  const which =
    unready.length === 1 ? 'its only backend is not ready' : `none of its ${unready.length} backends is ready`;
  return {
    subject: { kind: 'Service', namespace: service.namespace, name: service.name },
    message: `Service ${service.namespace}/${service.name}: ${which} (${named})`,
    evidence: {
      selector: formatLabels(service.selector ?? {}),
      ready: 0,
      notReady: unready.length,
      pods: unready.slice(0, 10),
    },
    remediation: workloads.length === 1 ? rollbackSteps : unreadySteps,
  };
}

function describeEmpty(service: Service, backends: Backends, workloads: readonly Workload[]): Observation {
  const selector = formatLabels(service.selector ?? {});
  const unstarted = describeUnstarted(backends, selector);
  const why = unstarted ?? `no pod carries ${selector}${describeNearest(service, workloads)}`;
  return {
    subject: { kind: 'Service', namespace: service.namespace, name: service.name },
    message: `Service ${service.namespace}/${service.name} has no endpoint: ${why}`,
    evidence: { selector, ready: 0, notReady: 0 },
    remediation: unstarted ? startSteps : selectorSteps,
  };
}

/** Why a selector that selects something has no endpoint; undefined when it selects nothing. */
function describeUnstarted({ workloads, pods: selected }: Backends, selector: string): string | undefined {
  if (selected.length > 0) {
    const phases = [...new Set(selected.map((pod) => pod.phase))].join(', ');
    const count = selected.length === 1 ? '1 pod' : `${selected.length} pods`;
    return `${selector} selects ${count} (${phases}), none of which is an endpoint`;
  }
  const [first] = workloads;
  return first && `${first.kind} ${first.name} behind it has no pod`;
}

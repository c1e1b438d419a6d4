import type { SourceContext } from '#lib/cluster/source.ts';
import { daemonSets } from '#lib/cluster/sources/daemon-sets.ts';
import { deployments } from '#lib/cluster/sources/deployments.ts';
import { formatLabels, hasLabels } from '#lib/cluster/sources/labels.ts';
import { type Service, services } from '#lib/cluster/sources/services.ts';
import { statefulSets } from '#lib/cluster/sources/stateful-sets.ts';
import { joinWorkloads, type Workload } from '#lib/cluster/sources/workload.ts';
import { defineCheck, type Observation } from '../check.ts';

type WorkloadConfig = SourceContext['config']['workloads'][number];

/**
 * The service that the configuration puts in front of a workload exists, has the configured port, leads it to a port
 * that the containers know, and sends its traffic to that workload at least.
 *
 * Reads: v1 Service .spec.ports, .spec.selector; apps/v1 template labels and container ports
 * Quiet for: a selector that selects nothing (services/have-ready-endpoints says so), a workload that is missing
 * (workloads/present says so), numeric target ports, which need not be declared, services without selector, or
 * that serve other workloads too (a canary)
 */
export const workloadsServicesExposePort = defineCheck({
  id: 'workloads/services-expose-port',
  title: 'Every configured service leads to its workload',
  severity: 'critical',
  remediation: [
    {
      text: 'Look at the service: its ports and its selector.',
      command: 'kubectl get service {name} -n {namespace} -o yaml',
    },
    { text: 'Compare with the labels and ports of the workload.', command: 'kubectl describe {owner} -n {namespace}' },
    {
      text: 'Correct the service, or the configuration if it is the one that is wrong.',
      command: 'kubectl edit service {name} -n {namespace}',
      verify: 'kubectl get endpointslices -n {namespace} -l kubernetes.io/service-name={name}',
    },
  ],
  reads: [services, deployments, statefulSets, daemonSets],
  *run(data, { config }) {
    const workloads = joinWorkloads(data);
    const fronted = config.workloads.flatMap((wanted) =>
      wanted.service ? [{ ...wanted, service: wanted.service }] : [],
    );
    for (const wanted of fronted) {
      const service = data.services.find(
        ({ namespace, name }) => namespace === wanted.namespace && name === wanted.service,
      );
      const fault = service ? judge(service, wanted, workloads) : 'does not exist';
      if (fault) yield describe(wanted, wanted.service, fault);
    }
    return fronted.length > 0 ? fronted.length : { notApplicable: 'the configuration names no service of a workload' };
  },
});

/** What is wrong, as the end of a sentence that starts with the service. */
function judge(service: Service, wanted: WorkloadConfig, workloads: readonly Workload[]): string | undefined {
  const ports = service.ports.map(({ port }) => port).join(', ') || 'none';
  const port = service.ports.find((candidate) => candidate.port === wanted.port);
  if (wanted.port && !port) return `has no port ${wanted.port}; its ports are: ${ports}`;
  const own = workloads.find(
    ({ kind, namespace, name }) => kind === wanted.kind && namespace === wanted.namespace && name === wanted.name,
  );
  if (!own || !service.selector) return undefined;
  if (!hasLabels(own.podLabels, service.selector))
    return describeStrangers(service.selector, wanted.namespace, workloads);
  if (typeof port?.targetPort !== 'string' || own.portNames.includes(port.targetPort)) return undefined;
  return `leads port ${port.port} to the container port "${port.targetPort}", which no container declares`;
}

function describeStrangers(
  selector: Readonly<Record<string, string>>,
  namespace: string,
  workloads: readonly Workload[],
): string | undefined {
  const selected = workloads.filter(
    (workload) => workload.namespace === namespace && hasLabels(workload.podLabels, selector),
  );
  if (selected.length === 0) return undefined;
  return `sends its traffic to ${selected.map(({ kind, name }) => `${kind} ${name}`).join(', ')}: its selector is ${formatLabels(selector)}`;
}

function describe({ kind, namespace, name }: WorkloadConfig, service: string, fault: string): Observation {
  return {
    subject: { kind: 'Service', namespace, name: service },
    owner: { kind, namespace, name },
    message: `Service ${namespace}/${service}, in front of ${kind} ${name}, ${fault}`,
  };
}

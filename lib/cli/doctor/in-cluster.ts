import type { Source } from '#lib/cluster/source.ts';
import { alertmanagerReady } from '#lib/cluster/sources/alertmanager-status.ts';
import { type HealthEndpoint, healthEndpoints } from '#lib/cluster/sources/health-endpoints.ts';
import { nodeMetrics } from '#lib/cluster/sources/node-metrics.ts';
import { prometheusReady } from '#lib/cluster/sources/prometheus-ready.ts';
import { describeAnswer, type ProxyAnswer } from '#lib/cluster/sources/service-proxy.ts';
import { count } from '#lib/report/count.ts';
import { loadSources } from '#lib/runs/load-sources.ts';
import type { Examination, NextStep, Patient, Sight } from './examination.ts';
import { adviseRoles, areNeeded } from './rights.ts';

/** Something in the cluster that the checks ask, and how its answer is read. */
interface Asked<Data> {
  readonly id: string;
  readonly title: string;
  readonly source: Source<string, Data>;
  /** Where the configuration names it. */
  readonly configuredAt?: string;
  readonly next: NextStep;
  readonly see: (data: NonNullable<Data>) => Omit<Sight, 'next'>;
}

/** What the checks ask besides the API server itself, each through it. */
export const inCluster: readonly Examination[] = [
  askFor({
    id: 'metrics',
    title: 'Metrics API',
    source: nodeMetrics,
    next: { text: 'Install metrics-server, or look why it does not serve.', command: 'kubectl top nodes' },
    see: (nodes) =>
      nodes.length > 0
        ? { status: 'ok', seen: `answers for ${count(nodes.length, 'node')}` }
        : { status: 'not-ok', seen: 'answers, but for no node' },
  }),
  askFor({
    id: 'prometheus',
    title: 'Prometheus',
    source: prometheusReady,
    configuredAt: 'monitoring.prometheus',
    next: adviseService('monitoring.prometheus'),
    see: seeReady,
  }),
  askFor({
    id: 'alertmanager',
    title: 'Alertmanager',
    source: alertmanagerReady,
    configuredAt: 'monitoring.alertmanager',
    next: adviseService('monitoring.alertmanager'),
    see: seeReady,
  }),
  askFor({
    id: 'health',
    title: 'Health endpoints',
    source: healthEndpoints,
    configuredAt: 'workloads[].healthPath',
    next: adviseService('workloads'),
    see: seeEndpoints,
  }),
];

function askFor<Data>({ id, title, source, configuredAt, next, see }: Asked<Data>): Examination {
  return {
    id,
    title,
    needs: 'credentials',
    async look(patient) {
      const permissions = source.permissions(patient.config);
      if (permissions.length === 0)
        return { status: 'not-tried', seen: `the configuration names none (${configuredAt})` };
      // A window's own identity has no right to what its checks do not read.
      if (!areNeeded(permissions, patient)) return { status: 'not-tried', seen: 'no check of the window reads it' };
      const outcome = await load(source, patient);
      if (outcome.status === 'denied')
        return { status: 'not-ok', seen: outcome.reason, next: adviseRoles(patient.windows) };
      if (outcome.status !== 'ok') return { status: 'not-ok', seen: outcome.reason, next };
      const sight = see(outcome.data as NonNullable<Data>);
      return sight.status === 'ok' ? sight : { ...sight, next };
    },
    advise: async () => next,
  };
}

async function load(source: Source, { open, config, clock }: Patient) {
  const { connection } = await open();
  const { outcomes } = await loadSources([source], connection, { config, now: clock() });
  return outcomes.get(source.name) ?? { status: 'failed' as const, reason: `${source.title}: not read` };
}

function seeReady(answer: ProxyAnswer): Omit<Sight, 'next'> {
  if (answer.outcome === 'answered' && answer.status === 200) return { status: 'ok', seen: 'ready' };
  return { status: 'not-ok', seen: `not ready: ${describeAnswer(answer)}` };
}

/** Whatever an endpoint answers, it was reached; what to think of the answer is for the checks. */
function seeEndpoints(endpoints: readonly HealthEndpoint[]): Omit<Sight, 'next'> {
  const unreached = endpoints.filter(({ answer }) => answer.outcome !== 'answered');
  const details = endpoints.map(
    ({ workload, path, answer }) => `${workload.namespace}/${workload.name} ${path}: ${describeAnswer(answer)}`,
  );
  return unreached.length === 0
    ? { status: 'ok', seen: `${endpoints.length} of ${endpoints.length} answer`, details }
    : { status: 'not-ok', seen: `${unreached.length} of ${endpoints.length} cannot be reached`, details };
}

function adviseService(section: string): NextStep {
  return {
    text: `Compare namespace, service and port in ${section} of the configuration with the services that have pods.`,
    command: 'kubectl get services,endpointslices --all-namespaces',
  };
}

import { type HealthEndpoint, healthEndpoints, isHealthy } from '#lib/cluster/sources/health-endpoints.ts';
import { proxyName, proxyRoot } from '#lib/cluster/sources/service-proxy.ts';
import { defineCheck, type Observation, type RemediationStep } from '../check.ts';

const ask: RemediationStep = { text: 'Ask it yourself.', command: "kubectl get --raw '{url}'" };
const verify = ask.command ?? '';

/** What to do where the request did not reach a backend that answers. */
const unreachableRemediation: readonly RemediationStep[] = [
  {
    text: 'Look whether the service exists, has the port, and has ready endpoints.',
    command: 'kubectl describe service {service} -n {namespace}',
  },
  {
    text: 'Look at the pods behind it, and at network policies between the control plane and them.',
    command: 'kubectl describe {owner} -n {namespace}',
  },
  {
    text: 'Mend the service, or restart the pods if they hang.',
    command: 'kubectl rollout restart {owner} -n {namespace}',
    verify,
  },
];
const slowRemediation: readonly RemediationStep[] = [
  ask,
  {
    text: 'Look whether its pods are short of CPU or memory, or wait for something behind them.',
    command: 'kubectl top pods -n {namespace} --containers',
  },
  { text: 'Add replicas if the load is the cause.', command: 'kubectl describe {owner} -n {namespace}', verify },
];

/**
 * The health endpoint of each configured workload answers 2xx in good time. It is asked through the API server's
 * service proxy, and asked again before it is judged.
 *
 * Reads: GET on the configured service, port and path through v1 services/proxy
 * Quiet for: one slow or failed answer followed by a good one; workloads without healthPath
 */
export const workloadsHealthEndpoints = defineCheck({
  id: 'workloads/health-endpoints',
  title: 'Every health endpoint answers',
  severity: 'critical',
  remediation: [
    ask,
    { text: 'Read what the pods log.', command: 'kubectl logs {owner} -n {namespace} --all-containers --tail=100' },
    {
      text: 'If a release broke it, go back to the one before; if something behind it is down, mend that; if the pods hang, restart them.',
      command: 'kubectl rollout restart {owner} -n {namespace}',
      verify,
    },
  ],
  reads: [healthEndpoints],
  settings: { slowMs: 1000 },
  *run(data, { settings }) {
    for (const endpoint of data.healthEndpoints) {
      const judgement = judge(endpoint, settings.slowMs);
      if (judgement) yield describe(endpoint, judgement);
    }
    return data.healthEndpoints.length > 0
      ? data.healthEndpoints.length
      : { notApplicable: 'the configuration names no health endpoint' };
  },
});

interface Judgement extends Pick<Observation, 'severity' | 'evidence' | 'remediation'> {
  readonly what: string;
}

function judge({ answer, attempts }: HealthEndpoint, slowMs: number): Judgement | undefined {
  const times = attempts > 1 ? ', asked twice' : '';
  if (answer.outcome !== 'answered') {
    const what = `was not answered${times}: ${answer.message}`;
    return { what, evidence: { outcome: answer.outcome }, remediation: unreachableRemediation };
  }
  const { status } = answer;
  if (!isHealthy(answer)) {
    const body = answer.body.trim().slice(0, 200);
    return { what: `answered ${status}${times}${body && `: ${body}`}`, evidence: { status, body } };
  }
  const durationMs = Math.round(answer.durationMs);
  if (durationMs <= slowMs) return undefined;
  const what = `answered ${status} only after ${durationMs} ms`;
  return { what, severity: 'warning', evidence: { status, durationMs }, remediation: slowRemediation };
}

function describe(endpoint: HealthEndpoint, { what, evidence, ...rest }: Judgement): Observation {
  const { workload, service, path } = endpoint;
  return {
    subject: workload,
    discriminator: `${proxyName(endpoint)}${path}`,
    message: `${workload.kind} ${workload.namespace}/${workload.name}: GET ${path} on service ${proxyName(endpoint)} ${what}`,
    evidence: { service, url: proxyRoot(endpoint) + path, ...evidence },
    ...rest,
  };
}

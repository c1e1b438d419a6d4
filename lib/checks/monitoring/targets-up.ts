import { nodes } from '#lib/cluster/sources/nodes.ts';
import { prometheusOf } from '#lib/cluster/sources/prometheus.ts';
import { prometheusTargets, type ScrapeTarget } from '#lib/cluster/sources/prometheus-targets.ts';
import { proxyRoot } from '#lib/cluster/sources/service-proxy.ts';
import { defineCheck, type Observation, type RemediationStep } from '../check.ts';
import { isReady } from '../nodes/readiness.ts';
import { quote } from '../pods/pod-words.ts';
import { noPrometheus } from './not-configured.ts';

const noTargetsRemediation: readonly RemediationStep[] = [
  {
    text: 'Look at the configuration that Prometheus has loaded.',
    command: "kubectl get --raw '{proxy}/api/v1/status/config'",
  },
  {
    text: 'Mend its scrape configuration or its right to discover targets.',
    verify: "kubectl get --raw '{proxy}/api/v1/targets?state=active'",
  },
];

/**
 * Every target that Prometheus scrapes answers: one finding for each job with targets down, critical when no target of
 * the job is up.
 *
 * Reads: Prometheus /api/v1/targets?state=active .health, .lastError; v1 Node Ready condition
 * Quiet for: targets not scraped yet, and targets on nodes that are not Ready (nodes/ready says so)
 */
export const monitoringTargetsUp = defineCheck({
  id: 'monitoring/targets-up',
  title: 'Prometheus reaches every target',
  severity: 'warning',
  remediation: [
    {
      text: 'Look at the targets of the job and their last errors.',
      command: "kubectl get --raw '{proxy}/api/v1/targets?state=active&scrapePool={scrapePool}'",
    },
    {
      text: 'Look at the pods and services behind the targets: are they running, do port and path exist?',
      command: 'kubectl get pods,endpointslices -A -o wide',
    },
    {
      text: 'Mend or restart what does not answer, or take the target out of the scrape configuration.',
      verify: "kubectl get --raw '{proxy}/api/v1/targets?state=active&scrapePool={scrapePool}'",
    },
  ],
  reads: [prometheusTargets, nodes],
  *run({ prometheusTargets: targets, nodes: allNodes }, { config }) {
    const prometheus = prometheusOf(config);
    if (!prometheus || !targets) return noPrometheus;
    const { namespace } = prometheus;
    const proxy = proxyRoot(prometheus) + prometheus.pathPrefix;
    if (targets.length === 0) {
      const subject = { kind: 'Service', namespace, name: prometheus.service };
      yield {
        subject,
        message: 'Prometheus scrapes no target at all',
        evidence: { proxy },
        remediation: noTargetsRemediation,
      };
      return 1;
    }
    const lost = new Set(allNodes.filter((node) => !isReady(node)).map((node) => node.name));
    const judged = targets.filter((target) => target.health !== 'unknown' && !lost.has(target.nodeName ?? ''));
    for (const [job, members] of Map.groupBy(judged, (target) => target.job)) {
      const down = members.filter((target) => target.health !== 'up');
      const subject = { kind: 'PrometheusJob', namespace, name: job };
      if (down.length > 0) yield { subject, ...describeDown(job, down, members.length, proxy) };
    }
    const left = targets.length - judged.length;
    return {
      examined: judged.length,
      ...(left > 0 && { note: `left out ${left} targets not scraped yet or on nodes that are not Ready` }),
    };
  },
});

function describeDown(
  job: string,
  down: readonly ScrapeTarget[],
  total: number,
  proxy: string,
): Omit<Observation, 'subject'> {
  const [first] = down;
  const which = down.length === total ? `all ${total} targets are down` : `${down.length} of ${total} targets are down`;
  const also = down.length > 1 ? `, and ${down.length - 1} more` : '';
  return {
    message: `Scrape job ${job}: ${total === 1 ? 'its only target is down' : which}: ${first?.instance}${also}${quote(first?.error || 'no error given')}`,
    severity: down.length === total ? 'critical' : 'warning',
    evidence: {
      down: down.length,
      total,
      proxy,
      scrapePool: first?.scrapePool ?? '',
      targets: down.slice(0, 5).map(({ instance, url, error, scrapedAt }) => ({ instance, url, error, scrapedAt })),
    },
  };
}

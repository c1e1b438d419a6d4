import { defineSource } from '../source.ts';
import { askPrometheus, prometheusPermissions, toInstant } from './prometheus.ts';

/** Something that Prometheus scrapes, and how the last scrape went. */
export interface ScrapeTarget {
  readonly job: string;
  /** The scrape configuration that it comes from, which is the job unless labels are rewritten. */
  readonly scrapePool: string;
  readonly instance: string;
  readonly url: string;
  /** `up`, `down`, or `unknown` before the first scrape. */
  readonly health: string;
  readonly error: string;
  readonly scrapedAt: string | null;
  /** The node that it runs on, where service discovery says so. */
  readonly nodeName: string | null;
}

interface RawTarget {
  readonly scrapePool?: string;
  readonly scrapeUrl?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly discoveredLabels?: Readonly<Record<string, string>>;
  readonly health?: string;
  readonly lastError?: string;
  readonly lastScrape?: string;
}

/** The active targets of Prometheus; null when none is configured. */
export const prometheusTargets = defineSource({
  name: 'prometheusTargets',
  title: 'targets of Prometheus',
  permissions: prometheusPermissions,
  async load(api, { config }) {
    const data = await askPrometheus<{ activeTargets?: RawTarget[] | null }>(
      api,
      config,
      '/api/v1/targets?state=active',
    );
    return data && (data.activeTargets ?? []).map(toScrapeTarget);
  },
});

/** Projects a target as Prometheus prints it. */
export function toScrapeTarget(raw: RawTarget): ScrapeTarget {
  const labels = raw.labels ?? {};
  const url = raw.scrapeUrl ?? '';
  return {
    job: labels['job'] ?? raw.scrapePool ?? '',
    scrapePool: raw.scrapePool ?? '',
    instance: labels['instance'] ?? url,
    url,
    health: raw.health ?? 'unknown',
    error: raw.lastError ?? '',
    scrapedAt: toInstant(raw.lastScrape),
    nodeName: nodeOf(labels, raw.discoveredLabels ?? {}),
  };
}

/** Kubernetes service discovery names the node differently in each role. */
function nodeOf(labels: Readonly<Record<string, string>>, discovered: Readonly<Record<string, string>>): string | null {
  return (
    discovered['__meta_kubernetes_pod_node_name'] ??
    discovered['__meta_kubernetes_node_name'] ??
    discovered['__meta_kubernetes_endpointslice_endpoint_node_name'] ??
    discovered['__meta_kubernetes_endpoint_node_name'] ??
    labels['node'] ??
    null
  );
}

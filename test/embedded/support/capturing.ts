import { onTestFinished } from 'vitest';
import type { ClusterApi } from '#lib/cluster/cluster-api.ts';
import { connectCluster } from '#lib/cluster/connection.ts';
import { type CaptureOptions, type CaptureSummary, captureSnapshot } from '#lib/cluster/embedded/capture.ts';
import type { Snapshot } from '#lib/cluster/embedded/snapshot.ts';
import { runbookConfigSchema } from '#lib/config/schema.ts';
import { serving } from './serving.ts';

/** The configuration of a shop with one workload, Prometheus and Alertmanager. */
export const shopConfig = runbookConfigSchema.parse({
  schemaVersion: 1,
  cluster: { name: 'shop-production' },
  namespaces: ['shop'],
  workloads: [
    { name: 'web', namespace: 'shop', labels: { app: 'web' }, service: 'web', port: 8080, healthPath: '/health' },
  ],
  monitoring: {
    namespace: 'monitoring',
    prometheus: { service: 'prometheus', port: 9090, scheme: 'https' },
    alertmanager: { service: 'alertmanager', port: 9093, pathPrefix: '/am' },
  },
});

/** The program's own way to a served snapshot. */
function connected(url: string): ClusterApi {
  const connection = connectCluster({ url });
  onTestFinished(() => connection.close());
  return connection.api({ requests: 0, bytes: 0, items: 0 });
}

/** Captures a served snapshot: the summary, and the files by path. */
export async function capturing(
  parts: Partial<Snapshot>,
  options: Partial<CaptureOptions> = {},
): Promise<{ summary: CaptureSummary; files: Record<string, string> }> {
  const api = connected(await serving(parts));
  const files: Record<string, string> = {};
  const write = async (path: string, text: string): Promise<void> => {
    files[path] = text;
  };
  const now = new Date('2026-03-02T07:05:00Z');
  return { summary: await captureSnapshot(api, shopConfig, write, { now, ...options }), files };
}

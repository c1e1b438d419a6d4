import { KubeConfig } from '@kubernetes/client-node';
import type { Snapshot } from '#lib/cluster/embedded/snapshot.ts';
import { serving } from './serving.ts';

/** An independent client of the served snapshot. */
export async function clientOf(parts: Partial<Snapshot>): Promise<KubeConfig> {
  const config = new KubeConfig();
  config.loadFromClusterAndUser(
    { name: 'snapshot', server: await serving(parts), skipTLSVerify: true },
    { name: 'reader' },
  );
  return config;
}

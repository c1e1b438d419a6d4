import type { ClusterAccess } from '#lib/cluster/access.ts';
import { UsageError } from '#lib/config/usage-error.ts';
import type { Io } from './io.ts';

/** Options that choose the cluster. */
export const targetOptions = {
  snapshot: { value: 'PATH', about: 'a recorded cluster: a folder, a file, or a shipped one (healthy, example)' },
  context: { value: 'NAME', about: 'a context of the kubeconfig' },
  kubeconfig: { value: 'FILE', about: 'the kubeconfig; default KUBECONFIG, else ~/.kube/config' },
} as const;

/** A cluster to look at. */
export interface Target {
  /** The name under which its runs are kept, where the target tells one. */
  readonly clusterName?: string;
  readonly access: ClusterAccess;
  /** The instant when it was recorded; null for a live cluster. */
  readonly takenAt: Date | null;
  readonly isEmbedded: boolean;
  close(): Promise<void>;
}

/** The cluster that the options name; without any, the embedded example. */
export async function openTarget(
  options: { snapshot?: string; context?: string; kubeconfig?: string },
  io: Io,
): Promise<Target> {
  if (options.context === undefined && options.kubeconfig === undefined)
    return openSnapshot(options.snapshot ?? 'example', io);
  if (options.snapshot !== undefined)
    throw new UsageError('--snapshot and --context name two clusters; give one of them');
  const { accessFromKubeconfig } = await import('#lib/cluster/kubeconfig.ts');
  const { access, clusterName } = await accessFromKubeconfig({ ...options, env: io.env });
  return { clusterName, access, takenAt: null, isEmbedded: false, close: async () => {} };
}

async function openSnapshot(path: string, io: Io): Promise<Target> {
  const { loadSnapshot } = await import('#lib/cluster/embedded/load-snapshot.ts');
  const { serveSnapshot } = await import('#lib/cluster/embedded/serve-snapshot.ts');
  const snapshot = await loadSnapshot(path);
  for (const { file, line, message } of snapshot.problems) io.stderr.write(`${file}:${line}: left out: ${message}\n`);
  const server = await serveSnapshot(snapshot);
  return {
    clusterName: snapshot.clusterName,
    access: { url: server.url },
    takenAt: snapshot.takenAt,
    isEmbedded: true,
    close: () => server.close(),
  };
}

import type { ClusterAccess } from '#lib/cluster/access.ts';
import type { RunbookConfig } from '#lib/config/schema.ts';
import { UsageError } from '#lib/config/usage-error.ts';
import type { Io } from './io.ts';

/** Options that choose the cluster. */
export const targetOptions = {
  snapshot: { value: 'PATH', about: 'a recorded cluster: a folder, a file, or a shipped one (healthy, example)' },
  context: { value: 'NAME', about: 'a context of the kubeconfig' },
  kubeconfig: { value: 'FILE', about: 'the kubeconfig; default KUBECONFIG, else ~/.kube/config' },
  cluster: { value: 'NAME', about: 'an EKS cluster, found with the AWS credentials at hand' },
  region: { value: 'REGION', about: 'the AWS region of --cluster; default that of the profile or environment' },
  profile: { value: 'NAME', about: 'the AWS profile for --cluster' },
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

/** The options as given. */
export interface TargetChoice {
  readonly snapshot?: string;
  readonly context?: string;
  readonly kubeconfig?: string;
  readonly cluster?: string;
  readonly region?: string;
  readonly profile?: string;
}

/** The configuration for a target: its runs are kept under the name that the target tells, where it tells one. */
export function configFor({ clusterName }: Target, config: RunbookConfig): RunbookConfig {
  return clusterName ? { ...config, cluster: { ...config.cluster, name: clusterName } } : config;
}

/** The cluster that the options name; without any, the embedded example. */
export async function openTarget(options: TargetChoice, io: Io): Promise<Target> {
  const { snapshot, context, kubeconfig, cluster, region, profile } = options;
  if (cluster === undefined && (region ?? profile) !== undefined)
    throw new UsageError('--region and --profile belong to --cluster; name the EKS cluster with it');
  const given = Object.entries({ snapshot, context: context ?? kubeconfig, cluster }).filter(
    ([, value]) => value !== undefined,
  );
  if (given.length > 1) {
    const [one, other] = given.map(([name]) => `--${name}`);
    throw new UsageError(`${one} and ${other} name two clusters; give one of them`);
  }
  if (cluster !== undefined) {
    const { accessFromEks } = await import('#lib/cluster/eks/eks-cluster.ts');
    const access = await accessFromEks({ cluster, ...(region && { region }), ...(profile && { profile }) });
    return { clusterName: cluster, access, takenAt: null, isEmbedded: false, close: async () => {} };
  }
  if (context === undefined && kubeconfig === undefined) return openSnapshot(snapshot ?? 'example', io);
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

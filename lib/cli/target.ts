import type { ClusterAccess } from '#lib/cluster/access.ts';
import type { EksTarget } from '#lib/cluster/eks/target.ts';
import type { RunbookConfig } from '#lib/config/schema.ts';
import { UsageError } from '#lib/config/usage-error.ts';
import type { Io } from './io.ts';

/** Options that choose the cluster. */
export const targetOptions = {
  snapshot: { value: 'PATH', about: 'a recorded cluster: a folder, a file, or a shipped one (healthy, example)' },
  context: { value: 'NAME', about: 'a context of the kubeconfig' },
  kubeconfig: { value: 'FILE', about: 'the kubeconfig; default KUBECONFIG, else ~/.kube/config' },
  cluster: { value: 'NAME', about: 'an EKS cluster, found with the AWS credentials at hand' },
  region: {
    value: 'REGION',
    about: 'the AWS region of --cluster and --stack; default that of the configuration, profile or environment',
  },
  profile: { value: 'NAME', about: 'the AWS profile for --cluster and --stack' },
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
  /** A deployed runbook: without any other choice its cluster is the configuration's, in EKS. */
  readonly stack?: string;
}

/** The configuration for a target: its runs are kept under the name that the target tells, where it tells one. */
export function configFor({ clusterName }: Target, config: RunbookConfig): RunbookConfig {
  return clusterName ? { ...config, cluster: { ...config.cluster, name: clusterName } } : config;
}

/** The cluster that the options name; without any, that of a deployed runbook, else the embedded example. */
export async function openTarget(options: TargetChoice, config: RunbookConfig, io: Io): Promise<Target> {
  const { snapshot, context, kubeconfig, region, profile, stack } = options;
  const isNamed = (snapshot ?? context ?? kubeconfig ?? options.cluster) !== undefined;
  const cluster = isNamed || stack === undefined ? options.cluster : config.cluster.name;
  if (cluster === undefined && stack === undefined && (region ?? profile) !== undefined)
    throw new UsageError('--region and --profile belong to --cluster; name the EKS cluster with it');
  if (stack !== undefined && snapshot !== undefined)
    throw new UsageError('a recorded cluster is none of a deployed runbook: give --snapshot or --stack');
  const given = Object.entries({ snapshot, context: context ?? kubeconfig, cluster }).filter(
    ([, value]) => value !== undefined,
  );
  if (given.length > 1) {
    const [one, other] = given.map(([name]) => `--${name}`);
    throw new UsageError(`${one} and ${other} name two clusters; give one of them`);
  }
  if (cluster !== undefined) {
    const { accessFromEks } = await import('#lib/cluster/eks/eks-cluster.ts');
    const access = await accessFromEks(eksTarget(cluster, options, config.cluster));
    return { clusterName: cluster, access, takenAt: null, isEmbedded: false, close: async () => {} };
  }
  if (context === undefined && kubeconfig === undefined) return openSnapshot(snapshot ?? 'example', io);
  const { accessFromKubeconfig } = await import('#lib/cluster/kubeconfig.ts');
  const { access, clusterName } = await accessFromKubeconfig({ ...options, env: io.env });
  const aws = await openAwsBehind(access.url, clusterName);
  return { clusterName, access: { ...access, ...aws }, takenAt: null, isEmbedded: false, close: async () => {} };
}

/** What the configuration knows of its cluster counts until the command says where to look, or as whom. */
function eksTarget(
  cluster: string,
  { region, profile }: TargetChoice,
  configured: RunbookConfig['cluster'],
): EksTarget {
  const isSaid = region !== undefined || profile !== undefined;
  if (isSaid || cluster !== configured.name) return { cluster, ...(region && { region }), ...(profile && { profile }) };
  const { region: home, roleArn } = configured;
  return { cluster, ...(home && { region: home }), ...(roleArn && { roleArn }) };
}

/** An API server whose address is one of EKS has AWS behind it, asked as whoever is signed in there. */
async function openAwsBehind(url: string, clusterName: string): Promise<Pick<ClusterAccess, 'aws'>> {
  const region = /\.([a-z0-9-]+)\.eks\.amazonaws\.com(\.cn)?$/.exec(new URL(url).hostname)?.[1];
  if (region === undefined) return {};
  const { openAws } = await import('#lib/cluster/aws/open-aws.ts');
  // eksctl names the cluster of a kubeconfig by its region too
  return { aws: openAws({ cluster: clusterName.replace(`.${region}.eksctl.io`, ''), region }) };
}

async function openSnapshot(path: string, io: Io): Promise<Target> {
  const { loadSnapshot } = await import('#lib/cluster/embedded/load-snapshot.ts');
  const { replayAws } = await import('#lib/cluster/embedded/replay-aws.ts');
  const { serveSnapshot } = await import('#lib/cluster/embedded/serve-snapshot.ts');
  const snapshot = await loadSnapshot(path);
  for (const { file, line, message } of snapshot.problems) io.stderr.write(`${file}:${line}: left out: ${message}\n`);
  const server = await serveSnapshot(snapshot);
  const aws = replayAws(snapshot);
  return {
    clusterName: snapshot.clusterName,
    access: { url: server.url, ...(aws && { aws }) },
    takenAt: snapshot.takenAt,
    isEmbedded: true,
    close: () => server.close(),
  };
}

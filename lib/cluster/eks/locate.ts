import { type Cluster, DescribeClusterCommand, EKSClient } from '@aws-sdk/client-eks';
import type { STSClient } from '@aws-sdk/client-sts';
import { UsageError } from '#lib/config/usage-error.ts';
import type { ClusterAccess } from '../access.ts';
import { explainEksError } from './explain-aws.ts';
import { clientConfig } from './sts.ts';
import type { EksTarget } from './target.ts';

/** Where a cluster's API server is. */
export type ClusterLocation = Pick<ClusterAccess, 'url' | 'ca'>;

/**
 * Asks EKS for the cluster's endpoint and certificate authority, as the identity of `sts`. Throws `UsageError` for what
 * a user can mend (name, region, rights, credentials), `ReadError` when AWS does not answer.
 */
export async function locateCluster(target: EksTarget, sts: STSClient, signal?: AbortSignal): Promise<ClusterLocation> {
  const eks = new EKSClient({ ...clientConfig(target), credentials: sts.config.credentials });
  const region = await findRegion(eks);
  try {
    const command = new DescribeClusterCommand({ name: target.cluster });
    const { cluster } = await eks.send(command, signal ? { abortSignal: signal } : {});
    return toLocation(cluster ?? {}, target.cluster);
  } catch (error) {
    throw explainEksError(signal?.aborted ? signal.reason : error, target.cluster, region);
  } finally {
    eks.destroy();
  }
}

async function findRegion(eks: EKSClient): Promise<string> {
  try {
    return await eks.config.region();
  } catch {
    throw new UsageError('no AWS region; name the one of the cluster with --region, or set AWS_REGION');
  }
}

function toLocation({ endpoint, certificateAuthority, status }: Cluster, name: string): ClusterLocation {
  if (endpoint === undefined) throw new UsageError(`cluster ${name} is ${status} and has no endpoint; try again later`);
  const ca = certificateAuthority?.data;
  return { url: endpoint, ...(ca !== undefined && { ca: Buffer.from(ca, 'base64').toString('utf8') }) };
}

/** What to look at when a read of an EKS cluster fails. */
export function adviseEks({ cluster, region }: EksTarget): NonNullable<ClusterAccess['advice']> {
  const named = `--cluster-name ${cluster}${region === undefined ? '' : ` --region ${region}`}`;
  return {
    unauthenticated: `the cluster has no access entry for this role, or the role was made anew since; see aws eks list-access-entries ${named}`,
    unreachable:
      "a private endpoint is reached from its VPC only: with DNS support on, and port 443 of the cluster's security group open to ours",
    tls: 'it is not signed by the authority that EKS names: look for a proxy in between',
  };
}

import type { ClusterAccess } from '../access.ts';
import type { AwsApi } from '../aws/aws-api.ts';
import { openAws } from '../aws/open-aws.ts';
import { adviseEks, type ClusterLocation, locateCluster } from './locate.ts';
import { openSts } from './sts.ts';
import type { EksTarget } from './target.ts';
import { signEksToken } from './token.ts';

/** An EKS cluster whose location is kept for as long as this object is: in a Lambda, while it is warm. */
export interface EksCluster {
  /** Locates the cluster when that has not been done. Throws as `locateCluster`. */
  access(signal?: AbortSignal): Promise<ClusterAccess>;
  /** AWS as the same identity, for one run that `signal` ends. */
  aws(signal?: AbortSignal): AwsApi;
  /** What to look at when a read of it fails. */
  readonly advice: NonNullable<ClusterAccess['advice']>;
  isLocated(): boolean;
  /** Forgets where it is: it may have been made anew under the same name. */
  forget(): void;
}

/** A token is good for 15 minutes; a request that starts with it must still end in time. */
const tokenLifeMs = 10 * 60_000;

/** Nothing is asked before the first `access`. */
export function openEksCluster(target: EksTarget, now: () => Date = () => new Date()): EksCluster {
  const sts = openSts(target);
  const advice = adviseEks(target);
  let location: ClusterLocation | undefined;
  let token: { readonly signedAt: number; readonly text: Promise<string> } | undefined;

  async function authorization({ isRefused }: { isRefused: boolean }): Promise<string> {
    const at = now();
    if (!token || isRefused || at.getTime() - token.signedAt >= tokenLifeMs) {
      token = { signedAt: at.getTime(), text: signEksToken(sts, target.cluster, at) };
    }
    return `Bearer ${await token.text}`;
  }

  return {
    async access(signal) {
      location ??= await locateCluster(target, sts, signal);
      return { ...location, advice, authorization };
    },
    aws: (signal) => openAws(target, signal),
    advice,
    isLocated: () => location !== undefined,
    forget: () => void (location = undefined),
  };
}

/** How to reach an EKS cluster. Throws as `locateCluster`. */
export async function accessFromEks(target: EksTarget): Promise<ClusterAccess> {
  const cluster = openEksCluster(target);
  return { ...(await cluster.access()), aws: cluster.aws() };
}

import type { AwsApi } from './aws/aws-api.ts';
import type { ReadFailure } from './read-error.ts';

/** How a cluster is reached and who we are there, wherever that came from: a kubeconfig, EKS, or a recorded cluster. */
export interface ClusterAccess {
  /** `https://host:port`, or `http://127.0.0.1:port` for a recorded cluster. */
  readonly url: string;
  /** PEM of the authorities that may have signed the server's certificate; none: those of Node. */
  readonly ca?: string;
  /** PEM of our client certificate and its key. */
  readonly cert?: string;
  readonly key?: string;
  /** Name to verify the server's certificate against, where it is not the URL's host. */
  readonly serverName?: string;
  readonly skipTlsVerify?: boolean;
  /** What to look at when a read fails so, where it is not what a kubeconfig's user looks at. */
  readonly advice?: Readonly<Partial<Record<ReadFailure, string>>>;
  /** The Authorization header's value; asked again with `isRefused` after a 401. */
  readonly authorization?: (options: { isRefused: boolean }) => Promise<string | undefined>;
  /** AWS, where the cluster is one of EKS. */
  readonly aws?: AwsApi;
}

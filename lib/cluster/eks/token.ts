import type { STSClient } from '@aws-sdk/client-sts';
import { SignatureV4 } from '@smithy/signature-v4';
import { UsageError } from '#lib/config/usage-error.ts';

/** The API server takes no longer one: maxTokenLenBytes of aws-iam-authenticator. */
const maxTokenBytes = 4096;

/**
 * A bearer token for the cluster: the address of an STS GetCallerIdentity, signed and not sent, with the cluster's name
 * as a signed header. The API server calls it to learn who we are. Good for 15 minutes from `now`; made without asking
 * the network, unless credentials must be got first.
 *
 * The rules are those of sigs.k8s.io/aws-iam-authenticator, pkg/token.
 *
 * @throws UsageError when the session's own token is so long that the API server would refuse the whole
 */
export async function signEksToken({ config }: STSClient, cluster: string, now: Date): Promise<string> {
  const region = await config.region();
  // The regional address, also where it is not the one that STS is asked at: the API server accepts no other.
  const regional = { Region: region, UseFIPS: false, UseDualStack: false, UseGlobalEndpoint: false };
  const { hostname } = config.endpointProvider(regional, { logger: config.logger }).url;
  const { credentials, sha256 } = config;
  const request = await new SignatureV4({ credentials, region, service: 'sts', sha256 }).presign(
    {
      method: 'GET',
      protocol: 'https:',
      hostname,
      path: '/',
      query: { Action: 'GetCallerIdentity', Version: '2011-06-15' },
      headers: { host: hostname, 'x-k8s-aws-id': cluster },
    },
    { expiresIn: 60, signingDate: now },
  );
  const query = Object.entries(request.query ?? {}).map(
    ([key, value]) => `${key}=${encodeURIComponent(String(value))}`,
  );
  const token = `k8s-aws-v1.${Buffer.from(`https://${hostname}/?${query.join('&')}`).toString('base64url')}`;
  if (token.length <= maxTokenBytes) return token;
  throw new UsageError(
    `the token for cluster ${cluster} has ${token.length} bytes and the API server takes ${maxTokenBytes}: the AWS session carries too many tags; use a role with fewer session tags`,
  );
}

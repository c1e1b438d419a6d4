import { AssumeRoleCommand, type Credentials, STSClient, type STSClientConfig } from '@aws-sdk/client-sts';
import { UsageError } from '#lib/config/usage-error.ts';
import { describeAwsError } from './explain-aws.ts';
import type { EksTarget } from './target.ts';

/** A service in the region that does not answer is told, not waited for. */
export const clientTimeouts = { connectionTimeout: 3000, requestTimeout: 10_000, throwOnRequestTimeout: true };

/** STS as the target's identity: the caller's own, or the assumed role's, asked for again before it ends. */
export function openSts(target: EksTarget): STSClient {
  const { roleArn } = target;
  const own = new STSClient(clientConfig(target));
  if (roleArn === undefined) return own;
  return new STSClient({ ...clientConfig(target), credentials: () => assumeRole(own, roleArn) });
}

/** What every AWS client of a target has in common. */
export function clientConfig({ region, profile, credentials }: Omit<EksTarget, 'cluster'>) {
  return {
    ...(region !== undefined && { region }),
    ...(profile !== undefined && { profile }),
    ...(credentials && { credentials }),
    requestHandler: clientTimeouts,
  } satisfies STSClientConfig;
}

async function assumeRole(sts: STSClient, roleArn: string) {
  try {
    const command = new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'eks-runbook' });
    const { Credentials } = await sts.send(command);
    return toIdentity(Credentials ?? {});
  } catch (error) {
    throw new UsageError(
      `the role ${roleArn} cannot be assumed: ${describeAwsError(error)}; its trust policy must name this identity, and this identity needs sts:AssumeRole on it`,
    );
  }
}

function toIdentity({ AccessKeyId, SecretAccessKey, SessionToken, Expiration }: Partial<Credentials>) {
  return {
    accessKeyId: AccessKeyId ?? '',
    secretAccessKey: SecretAccessKey ?? '',
    ...(SessionToken !== undefined && { sessionToken: SessionToken }),
    ...(Expiration && { expiration: Expiration }),
  };
}

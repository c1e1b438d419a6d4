import { UsageError } from '#lib/config/usage-error.ts';
import { ReadError } from '../read-error.ts';

/** An error of AWS in its own words, with its code. */
export function describeAwsError(error: unknown): string {
  const { name, message } = error instanceof Error ? error : { name: '', message: String(error) };
  return name === '' || name === 'Error' ? message : `${name}, ${message}`;
}

/** Codes of a request whose signature or credentials are not accepted. */
const refusedCredentials =
  /^(ExpiredToken(Exception)?|UnrecognizedClientException|InvalidClientTokenId|InvalidSignatureException|SignatureDoesNotMatch|IncompleteSignature)$/;
const noAnswer = /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)$/;

/** What is wrong with the credentials that AWS was asked with; undefined for an error of another kind. */
export function explainCredentials(error: unknown): UsageError | undefined {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  if (name === 'CredentialsProviderError') {
    return new UsageError(`no AWS credentials (${message}); sign in, or name a profile with --profile`);
  }
  if (!refusedCredentials.test(name)) return undefined;
  return new UsageError(
    `AWS refuses the credentials (${describeAwsError(error)}); sign in anew, and see that the clock is right`,
  );
}

/** Whether AWS could not be reached, or did not answer in time. */
export function isNoAnswer(error: unknown): boolean {
  const { name, code } = error as NodeJS.ErrnoException;
  return name === 'TimeoutError' || noAnswer.test(code ?? '');
}

/**
 * Why a cluster could not be found in EKS: a `UsageError` where a name, a right or the credentials are to be mended, a
 * `ReadError` where AWS did not answer.
 */
export function explainEksError(error: unknown, cluster: string, region: string): UsageError | ReadError {
  if (error instanceof UsageError || error instanceof ReadError) return error;
  const { name, message, code } = error as NodeJS.ErrnoException;
  if (name === 'ResourceNotFoundException') {
    return new UsageError(
      `EKS has no cluster ${cluster} in ${region}; aws eks list-clusters --region ${region} lists those there are`,
    );
  }
  if (name.startsWith('AccessDenied')) {
    return new UsageError(`${message}; give this identity eks:DescribeCluster on the cluster ${cluster}`);
  }
  const refusal = explainCredentials(error);
  if (refusal) return refusal;
  if (isNoAnswer(error)) {
    return new ReadError(
      'unreachable',
      `the EKS API of ${region} does not answer (${code ?? message}); in a VPC without a NAT gateway it needs the endpoint com.amazonaws.${region}.eks`,
      { cause: error },
    );
  }
  return new ReadError('failed', `eks:DescribeCluster ${cluster}: ${describeAwsError(error)}`, { cause: error });
}

import { describeAwsError } from '../eks/explain-aws.ts';
import { ReadError, type ReadFailure } from '../read-error.ts';

/** Codes by what they come to; each service has its own for the same. */
const codes: readonly (readonly [ReadFailure, RegExp])[] = [
  ['denied', /^(AccessDenied|UnauthorizedOperation|AuthorizationError|OptInRequired)/],
  ['unauthenticated', /^(ExpiredToken|UnrecognizedClient|InvalidClientTokenId|InvalidSignature|SignatureDoesNotMatch)/],
  ['timeout', /^(TimeoutError|AbortError)$/],
];

/** The code that AWS gave, where a read failed by its answer: `ResourceNotFoundException`. */
export function awsCodeOf(error: unknown): string {
  const cause = error instanceof ReadError ? error.cause : error;
  return cause instanceof Error ? cause.name : '';
}

/**
 * Why AWS did not tell, as a `ReadError` that names the IAM action. Without credentials there is no AWS for us: `absent`,
 * which its sources take for not applicable.
 */
export function explainAwsFailure(error: unknown, action: string, deadlineMs: number): ReadError {
  if (error instanceof ReadError) return error;
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const options = { cause: error };
  // The SDK's chain of credentials came to its end; a region is looked for likewise.
  if (name === 'CredentialsProviderError' || message === 'Region is missing')
    return new ReadError('absent', `${action}: no AWS credentials or region at hand (${message})`, options);
  const failure = codes.find(([, pattern]) => pattern.test(name))?.[0] ?? 'failed';
  const said = describeAwsError(error);
  if (failure === 'denied') return new ReadError(failure, `${said}; give this identity ${action}`, options);
  if (failure === 'timeout')
    return new ReadError(failure, `${action}: no answer within ${deadlineMs / 1000} s`, options);
  if (/Throttl|TooManyRequests|RequestLimitExceeded|SlowDown/.test(name))
    return new ReadError('failed', `${action}: AWS asks us to slow down (${said}); run it again later`, options);
  return new ReadError(failure, `${action}: ${said}`, options);
}

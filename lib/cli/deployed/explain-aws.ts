import { describeAwsError, explainCredentials, isNoAnswer } from '#lib/cluster/eks/explain-aws.ts';
import { ReadError } from '#lib/cluster/read-error.ts';
import { UsageError } from '#lib/config/usage-error.ts';

/** Where and as whom AWS was asked. */
export interface AwsPlace {
  readonly region: string;
  readonly profile?: string;
}

/** `eu-west-1, as profile ops`. */
export function describePlace({ region, profile }: AwsPlace): string {
  return profile === undefined ? region : `${region}, as profile ${profile}`;
}

/**
 * Why AWS did not answer what a command needs, for whoever typed the command: a `UsageError` where credentials or rights
 * are to be mended, a `ReadError` otherwise.
 *
 * @param action what was asked, as IAM names it: `cloudformation:DescribeStacks`
 */
export function explainAwsError(error: unknown, action: string, place: AwsPlace): UsageError | ReadError {
  if (error instanceof UsageError || error instanceof ReadError) return error;
  const refusal = explainCredentials(error);
  if (refusal) return refusal;
  const { name, message, code } = error as NodeJS.ErrnoException;
  if (/^(AccessDenied|AuthorizationError)/.test(name)) {
    return new UsageError(`${message}; give this identity ${action}, or name another with --profile`);
  }
  const options = { cause: error };
  if (isNoAnswer(error)) {
    const service = action.split(':')[0];
    const said = `${service} in ${describePlace(place)} does not answer (${code ?? message})`;
    return new ReadError('unreachable', `${said}; look at the region and the network`, options);
  }
  return new ReadError('failed', `${action} in ${describePlace(place)}: ${describeAwsError(error)}`, options);
}

/** AWS's answer; rejects with what `explainAwsError` makes of its error. */
export async function askAws<T>(answer: Promise<T>, action: string, place: AwsPlace): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw explainAwsError(error, action, place);
  }
}

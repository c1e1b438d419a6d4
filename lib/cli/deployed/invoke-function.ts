import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { isNoAnswer } from '#lib/cluster/eks/explain-aws.ts';
import { ReadError } from '#lib/cluster/read-error.ts';
import { UsageError } from '#lib/config/usage-error.ts';
import { explainAwsError } from './explain-aws.ts';
import type { RunbookStack } from './stack.ts';

/** What a function answered, or what its own failure says. */
export type FunctionAnswer =
  | { readonly isFailed: false; readonly payload: unknown }
  | { readonly isFailed: true; readonly errorType: string; readonly errorMessage: string };

/** No function lives longer than 15 minutes; its answer may be under way a little longer. */
const longestRunMs = 15 * 60_000 + 10_000;

/**
 * Starts a function and waits for its answer. Asked once and never again, since a second try would be a second run.
 * Throws `UsageError` for what can be mended, `ReadError` when AWS did not answer: then the run may go on all the same.
 */
export async function invokeFunction(stack: RunbookStack, name: string, event: object): Promise<FunctionAnswer> {
  const requestHandler = { ...stack.client.requestHandler, requestTimeout: longestRunMs };
  const lambda = new LambdaClient({ ...stack.client, requestHandler, maxAttempts: 1 });
  try {
    const command = new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(event) });
    const { FunctionError, Payload } = await lambda.send(command);
    const payload: unknown = JSON.parse(Payload?.transformToString() || 'null');
    return FunctionError === undefined ? { isFailed: false, payload } : { isFailed: true, ...readFailure(payload) };
  } catch (error) {
    throw explainInvokeError(error, name, stack);
  } finally {
    lambda.destroy();
  }
}

function readFailure(payload: unknown) {
  const { errorType = 'Error', errorMessage = 'it does not say why' } = (payload ?? {}) as Record<string, string>;
  return { errorType, errorMessage };
}

function explainInvokeError(error: unknown, name: string, { name: stack, place }: RunbookStack) {
  if (error instanceof Error && error.name === 'TooManyRequestsException') {
    return new UsageError(`${name} is busy with another run (${error.message}); try again when that has ended`);
  }
  const explained = explainAwsError(error, 'lambda:InvokeFunction', place);
  if (!isNoAnswer(error)) return explained;
  const hint = `if the run has begun, it goes on; runbook history --stack ${stack} shows it`;
  return new ReadError('unreachable', `${explained.message}; ${hint}`, { cause: error });
}

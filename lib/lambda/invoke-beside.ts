import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';

/**
 * Invokes another function of our own stack and waits for its answer: all of a stack begin with its name. Tries once:
 * what fails is asked again by the next sweep. Rejects with the function's error.
 */
export async function invokeBeside(
  ownName: string,
  name: string,
  event: unknown,
  signal: AbortSignal,
): Promise<unknown> {
  const FunctionName = ownName.replace(/[^-]+$/, name);
  const client = new LambdaClient({ maxAttempts: 1 });
  const command = new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) });
  const { Payload, FunctionError } = await client.send(command, { abortSignal: signal });
  const answer: unknown = JSON.parse(Payload?.transformToString() || 'null');
  if (FunctionError === undefined) return answer;
  throw new Error((answer as { errorMessage?: string } | null)?.errorMessage ?? FunctionError);
}

import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';

/** All functions of a stack begin with its name. */
function nameBeside(ownName: string, name: string): string {
  return ownName.replace(/[^-]+$/, name);
}

/** Hands an event to another function of our own stack, and does not wait for it. Rejects when it is not taken. */
export async function startBeside(ownName: string, name: string, event: unknown): Promise<void> {
  const FunctionName = nameBeside(ownName, name);
  const command = new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload: JSON.stringify(event) });
  await new LambdaClient({}).send(command);
}

/**
 * Invokes another function of our own stack and waits for its answer. Tries once:
 * what fails is asked again by the next sweep. Rejects with the function's error.
 */
export async function invokeBeside(
  ownName: string,
  name: string,
  event: unknown,
  signal: AbortSignal,
): Promise<unknown> {
  const FunctionName = nameBeside(ownName, name);
  const client = new LambdaClient({ maxAttempts: 1 });
  const command = new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) });
  const { Payload, FunctionError } = await client.send(command, { abortSignal: signal });
  const answer: unknown = JSON.parse(Payload?.transformToString() || 'null');
  if (FunctionError === undefined) return answer;
  throw new Error((answer as { errorMessage?: string } | null)?.errorMessage ?? FunctionError);
}

import { readFileSync } from 'node:fs';
import { UsageError } from '#lib/config/usage-error.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * The secret behind a reference of configuration: `env:NAME` is a variable, `file:PATH` a file's content. In AWS
 * `ssm:NAME` and `secretsmanager:ID` are asked for at the Parameters and Secrets Lambda Extension, which keeps them
 * for a while: https://docs.aws.amazon.com/secretsmanager/latest/userguide/retrieving-secrets_lambda.html
 *
 * Throws `UsageError`, never with the secret in it.
 */
export async function readSecret(reference: string, variables: Variables): Promise<string> {
  const [kind, name] = splitOnce(reference);
  const secret = (await read(kind, name, variables))?.trim();
  if (secret) return secret;
  throw new UsageError(`there is nothing behind the secret ${reference}; see escalation.delivery`);
}

function splitOnce(reference: string): [string, string] {
  const colon = reference.indexOf(':');
  return [reference.slice(0, colon), reference.slice(colon + 1)];
}

async function read(kind: string, name: string, variables: Variables): Promise<string | undefined> {
  if (kind === 'env') return variables[name];
  if (kind === 'file') return readSecretFile(name);
  return askExtension(kind, name, variables);
}

function readSecretFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`the secret file:${path} cannot be read: ${(error as Error).message}`);
  }
}

async function askExtension(kind: string, name: string, variables: Variables): Promise<string | undefined> {
  const port = variables.PARAMETERS_SECRETS_EXTENSION_HTTP_PORT ?? '2773';
  const path =
    kind === 'ssm'
      ? `/systemsmanager/parameters/get?withDecryption=true&name=${encodeURIComponent(name)}`
      : `/secretsmanager/get?secretId=${encodeURIComponent(name)}`;
  const headers = { 'X-Aws-Parameters-Secrets-Token': variables.AWS_SESSION_TOKEN ?? '' };
  try {
    const signal = AbortSignal.timeout(5000);
    const response = await fetch(`http://localhost:${port}${path}`, { headers, signal });
    if (!response.ok) throw new Error(`it answered ${response.status}`);
    const answer = (await response.json()) as { SecretString?: string; Parameter?: { Value?: string } };
    return kind === 'ssm' ? answer.Parameter?.Value : answer.SecretString;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(
      `the secret ${kind}:${name} cannot be read through the Lambda extension on port ${port}: ${reason}`,
    );
  }
}

import { readFileSync } from 'node:fs';
import { UsageError } from '#lib/config/usage-error.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** Gives the secret behind a reference of configuration. Rejects with `UsageError`, never with the secret in it. */
export type ReadSecret = (reference: string) => Promise<string>;

/** Gives the value of a parameter, decrypted. */
export type ReadParameter = (name: string) => Promise<string | undefined>;

export interface SecretParts {
  readonly variables: Variables;
  readonly clock?: () => Date;
  /** Default: the Parameter Store of the account and region that the SDK finds in its environment. */
  readonly readParameter?: ReadParameter;
}

/** So long a secret that was changed may go on being used: a warm function lives for hours. */
const keptMs = 5 * 60_000;

interface Kept {
  readonly secret: string;
  readonly untilMs: number;
}

/**
 * Reads secrets by reference: `env:NAME` is a variable, `file:PATH` a file's content, `ssm:NAME` a parameter of the
 * Parameter Store and `secretsmanager:NAME` a secret of Secrets Manager. Each is kept for five minutes; one that cannot
 * be read again is used on, since a page must not wait for it.
 */
export function openSecrets({
  variables,
  clock = () => new Date(),
  readParameter = readStoredParameter,
}: SecretParts): ReadSecret {
  const kept = new Map<string, Kept>();
  return async (reference) => {
    const known = kept.get(reference);
    const nowMs = clock().getTime();
    if (known && nowMs < known.untilMs) return known.secret;
    try {
      const secret = await readOne(reference, variables, readParameter);
      kept.set(reference, { secret, untilMs: nowMs + keptMs });
      return secret;
    } catch (error) {
      if (known) return known.secret;
      throw error;
    }
  };
}

async function readOne(reference: string, variables: Variables, readParameter: ReadParameter): Promise<string> {
  const colon = reference.indexOf(':');
  const [kind, name] = [reference.slice(0, colon), reference.slice(colon + 1)];
  const secret = (await read(kind, name, variables, readParameter))?.trim();
  if (secret) return secret;
  throw new UsageError(`there is nothing behind the secret ${reference}; put it there, or change the reference`);
}

async function read(kind: string, name: string, variables: Variables, readParameter: ReadParameter) {
  if (kind === 'env') return variables[name];
  if (kind === 'file') return readSecretFile(name);
  try {
    return await readParameter(kind === 'ssm' ? name : `${secretsManagerPath}${name}`);
  } catch (error) {
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new UsageError(
      `the secret ${kind}:${name} cannot be read (${reason}); look whether it is there, in this account and region, and may be read by whoever runs this`,
    );
  }
}

function readSecretFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`the secret file:${path} cannot be read: ${(error as Error).message}`);
  }
}

/**
 * The Parameter Store hands on the secrets of Secrets Manager under this path, so that one client reads both:
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/integration-ps-secretsmanager.html
 */
export const secretsManagerPath = '/aws/reference/secretsmanager/';

/** The client is loaded when the first secret is read: a function's start does not wait for it. */
async function readStoredParameter(name: string): Promise<string | undefined> {
  const { readParameter } = await import('./parameter-store.ts');
  return readParameter(name);
}

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readSecret } from '#lib/notify/secrets.ts';
import { makeScratchFolder } from '../support/scratch-folder.ts';

/** The Lambda extension on loopback; gives the variables by which it is found. */
async function startExtension(answers: Readonly<Record<string, unknown>>) {
  const server = createServer((request, response) => {
    const answer =
      request.headers['x-aws-parameters-secrets-token'] === 'token' ? answers[request.url ?? ''] : undefined;
    response.writeHead(answer === undefined ? 400 : 200).end(JSON.stringify(answer ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  onTestFinished(() => void server.close());
  const port = String((server.address() as AddressInfo).port);
  return { PARAMETERS_SECRETS_EXTENSION_HTTP_PORT: port, AWS_SESSION_TOKEN: 'token' };
}

describe('a secret is read', () => {
  it('from a variable', async () => {
    expect(await readSecret('env:KEY', { KEY: 'k' })).toBe('k');
  });

  it('from a file, without the line end', async () => {
    expect(await readSecret(`file:${makeScratchFolder().write('key', 'k\n')}`, {})).toBe('k');
  });

  it('from Secrets Manager and the Parameter Store, through the Lambda extension', async () => {
    const variables = await startExtension({
      '/secretsmanager/get?secretId=pager%2Fkey': { SecretString: 'k1' },
      '/systemsmanager/parameters/get?withDecryption=true&name=%2Fpager': { Parameter: { Value: 'k2' } },
    });
    expect(await readSecret('secretsmanager:pager/key', variables)).toBe('k1');
    expect(await readSecret('ssm:/pager', variables)).toBe('k2');
  });

  it('or it is said what is missing', async () => {
    await expect(readSecret('env:KEY', {})).rejects.toThrow('there is nothing behind the secret env:KEY');
    await expect(readSecret('secretsmanager:x', await startExtension({}))).rejects.toThrow('it answered 400');
  });
});

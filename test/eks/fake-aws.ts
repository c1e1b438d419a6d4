import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { onTestFinished, vi } from 'vitest';

/** A call as AWS gets it: `GET /clusters/shop`, or the action and parameters of a form (STS, SNS). */
export interface AwsCall {
  readonly line: string;
  readonly form: URLSearchParams;
  /** As it was sent: JSON of the services that do not take forms. */
  readonly body: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

export interface AwsAnswer {
  readonly status?: number;
  /** JSON, or XML as a string. */
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * AWS on the loopback for one test: the SDK's clients find it by the environment, with credentials that are nobody's.
 * Gives the calls in the order of their arrival.
 */
export async function startFakeAws(answer: (call: AwsCall) => AwsAnswer): Promise<{ calls: AwsCall[]; url: string }> {
  const calls: AwsCall[] = [];
  const server = createServer(async (request, response) => {
    const sent = await readText(request);
    const form = new URLSearchParams(sent);
    const call = { line: `${request.method} ${request.url}`, form, body: sent, headers: request.headers };
    calls.push(call);
    const { status = 200, body, headers } = answer(call);
    response.writeHead(status, {
      'content-type': typeof body === 'string' ? 'text/xml' : 'application/json',
      ...headers,
    });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const environment = {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_MAX_ATTEMPTS: '1',
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  onTestFinished(() => {
    vi.unstubAllEnvs();
    server.closeAllConnections();
    server.close();
  });
  return { calls, url };
}

/** EKS's answer for a cluster there. */
export function describedCluster(url: string, ca?: string): AwsAnswer {
  const certificateAuthority = ca === undefined ? {} : { data: Buffer.from(ca).toString('base64') };
  return { body: { cluster: { name: 'shop', status: 'ACTIVE', endpoint: url, certificateAuthority } } };
}

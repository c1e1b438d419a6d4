import { STSClient } from '@aws-sdk/client-sts';
import { SignatureV4 } from '@smithy/signature-v4';
import { emulatorClient } from './create-table.ts';

/** Where the shipped configuration is deployed. */
export const region = 'eu-west-1';

/** A request to a service whose client the project does not have. */
export interface SignedCall {
  readonly service: 'lambda' | 'scheduler' | 'sqs';
  readonly method?: 'GET' | 'POST' | 'PUT';
  readonly path?: string;
  readonly query?: Readonly<Record<string, string>>;
  /** The operation, where the service has one path for all. */
  readonly target?: string;
  readonly body?: object;
}

/** Calls the emulated cloud as the account's root and gives the answer's JSON; throws on a status of 400 or more. */
export async function callSigned<T>(endpoint: string, call: SignedCall): Promise<T> {
  const { service, method = 'POST', path = '/', query = {}, target, body } = call;
  const url = new URL(path, endpoint);
  url.search = new URLSearchParams(query).toString();
  const text = body && JSON.stringify(body);
  const { credentials, sha256 } = new STSClient(emulatorClient(endpoint)).config;
  const { headers } = await new SignatureV4({ credentials, region, service, sha256 }).sign({
    method,
    protocol: url.protocol,
    hostname: url.hostname,
    port: Number(url.port),
    path,
    query,
    headers: {
      host: url.host,
      ...(target && { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': target }),
    },
    ...(text && { body: text }),
  });
  const answer = await fetch(url, { method, headers, ...(text && { body: text }) });
  const answered = await answer.text();
  if (answer.ok) return (answered === '' ? {} : JSON.parse(answered)) as T;
  throw new Error(`${service} ${target ?? `${method} ${path}`}: ${answer.status} ${answered}`);
}

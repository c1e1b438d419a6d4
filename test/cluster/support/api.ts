import { Agent, request } from 'node:https';

/** A Kubernetes object as JSON, of any kind. */
export type KubernetesObject = {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; [key: string]: unknown };
  [key: string]: unknown;
};

export type ApiOptions = {
  readonly url: string;
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
};

export type Call = {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly body?: unknown;
  readonly contentType?: string;
  readonly accept?: string;
};

export type Answer = { readonly status: number; readonly text: string };

/** The harness's own client: small, independent of the code under test, with all rights. */
export type Api = {
  /** Any request; every status is an answer. Throws when there is no answer. */
  readonly call: (path: string, call?: Call) => Promise<Answer>;
  /** Parsed JSON. Throws with the server's message on a status of 400 or more. */
  readonly json: <T = KubernetesObject>(path: string, call?: Call) => Promise<T>;
  readonly close: () => void;
};

/** An answer that the server refused to give. */
export type ApiError = Error & { readonly status: number };

const answerWithinMs = 30_000;

/** Connects with a client certificate; connections are kept and shared, 32 at most. */
export function createApi(options: ApiOptions): Api {
  const agent = new Agent({
    keepAlive: true,
    maxSockets: 32,
    ca: options.ca,
    cert: options.certificate,
    key: options.key,
  });
  const call: Api['call'] = (path, { method = 'GET', body, contentType = 'application/json', accept } = {}) =>
    new Promise((resolve, reject) => {
      const text = body === undefined ? undefined : JSON.stringify(body);
      const headers: Record<string, string> = { accept: accept ?? 'application/json', 'user-agent': 'harness' };
      if (text !== undefined) headers['content-type'] = contentType;
      const outgoing = request(new URL(path, options.url), { method, agent, headers, timeout: answerWithinMs });
      outgoing.on('timeout', () => outgoing.destroy(new Error(`${method} ${path}: no answer in ${answerWithinMs} ms`)));
      outgoing.on('error', reject);
      outgoing.on('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
      });
      outgoing.end(text);
    });
  return {
    call,
    json: async <T>(path: string, options?: Call) => {
      const { status, text } = await call(path, options);
      if (status < 400) return JSON.parse(text) as T;
      throw Object.assign(new Error(`${options?.method ?? 'GET'} ${path}: ${status} ${text.slice(0, 2000)}`), {
        status,
      });
    },
    close: () => agent.destroy(),
  };
}

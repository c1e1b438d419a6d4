import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { answerRequest } from './answer-request.ts';
import { indexSnapshot, type RecordedCluster } from './recorded-cluster.ts';
import { parseRequest } from './request.ts';
import type { Snapshot } from './snapshot.ts';
import { type Answer, failure } from './status.ts';

export interface SnapshotServer {
  /** `http://127.0.0.1:PORT`, what a kubeconfig has as `server`. */
  readonly url: string;
  /** Ends all connections and waits until the port is free. */
  close(): Promise<void>;
}

/**
 * Serves a snapshot as an API server on loopback, over plain HTTP and without authentication.
 *
 * @param port 0 (default) for any free one
 * @throws the listen error of Node (`EADDRINUSE`, `EACCES`) when the port cannot be had
 */
export async function serveSnapshot(snapshot: Snapshot, { port = 0 }: { port?: number } = {}): Promise<SnapshotServer> {
  const cluster = indexSnapshot(snapshot);
  const closing = new AbortController();
  const server = createServer((request, response) => void respond(cluster, request, response, closing.signal));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve, reject) => {
        closing.abort();
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}

async function respond(
  cluster: RecordedCluster,
  request: IncomingMessage,
  response: ServerResponse,
  closing: AbortSignal,
): Promise<void> {
  try {
    const { status, headers, body, delayMs } = await answerMessage(cluster, request);
    if (delayMs) await wait(delayMs, undefined, { signal: closing });
    response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
    response.end(body);
  } catch {
    // The client or the server has gone: nobody is left to answer.
    response.destroy();
  }
}

async function answerMessage(cluster: RecordedCluster, request: IncomingMessage): Promise<Answer> {
  const { method = 'GET', url = '/', headers } = request;
  if (!isLoopback(headers.host)) {
    return failure(403, 'Forbidden', `a recorded cluster answers on loopback only, not as ${headers.host}`);
  }
  const body = method === 'GET' ? '' : await readText(request);
  try {
    return answerRequest(cluster, parseRequest(method, url, headers.accept ?? '', body));
  } catch (error) {
    return failure(500, 'InternalError', `the recorded cluster cannot be served so: ${String(error)}`);
  }
}

/** A web page that makes its own name resolve to 127.0.0.1 must not read the snapshot through the browser. */
function isLoopback(host: string | undefined): boolean {
  return /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host ?? '');
}

import * as http2 from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { Certificate } from './certificates.ts';

export interface ScriptedAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly text?: string;
}

export interface TlsApiServer {
  readonly url: string;
  /** Requests in the order of their arrival, `GET /path`. */
  readonly requests: string[];
  /** The largest number of requests that were open at once. */
  mostInFlight(): number;
  /** TLS connections accepted. */
  connections(): number;
  /** Breaks every connection, as a load balancer does that has seen no traffic. */
  dropConnections(): void;
  close(): Promise<void>;
}

/** Answers what `answer` says, over HTTP/2 with TLS as kube-apiserver does; a promise holds the answer back. */
export async function startTlsApiServer(
  certificate: Certificate,
  answer: (path: string, headers: Readonly<Record<string, string>>) => ScriptedAnswer | Promise<ScriptedAnswer>,
  { http1Only = false } = {},
): Promise<TlsApiServer> {
  const requests: string[] = [];
  let connections = 0;
  let inFlight = 0;
  let mostInFlight = 0;
  const server = http2.createSecureServer({
    ...certificate,
    allowHTTP1: http1Only,
    ...(http1Only && { ALPNProtocols: ['http/1.1'] }),
  });
  server.on('request', async (request: http2.Http2ServerRequest, response: http2.Http2ServerResponse) => {
    requests.push(`${request.method} ${request.url}`);
    inFlight += 1;
    mostInFlight = Math.max(mostInFlight, inFlight);
    const {
      status = 200,
      headers = {},
      json,
      text = JSON.stringify(json),
    } = await answer(request.url, request.headers as Record<string, string>);
    inFlight -= 1;
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(text);
  });
  const sockets = new Set<{ destroy(): void }>();
  server.on('secureConnection', (socket) => {
    connections += 1;
    sockets.add(socket);
  });
  const dropConnections = () => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    mostInFlight: () => mostInFlight,
    connections: () => connections,
    dropConnections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        dropConnections();
      }),
  };
}

import type * as http from 'node:http';
import type * as http2 from 'node:http2';
import * as https from 'node:https';
import * as tls from 'node:tls';
import type { ClusterAccess } from './access.ts';

export interface TransportRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
}

export interface TransportAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: AsyncIterable<Buffer>;
}

/** Sends requests over one pooled connection; rejects with the socket's or TLS's own error. */
export interface Transport {
  send(request: TransportRequest): Promise<TransportAnswer>;
  /** Number of TCP connections opened so far. */
  connections(): number;
  close(): void;
}

/** Large enough that no list waits for window updates; loopback throughput doubles against the 64 KiB default. */
const windowBytes = 16 * 1024 * 1024;

/**
 * Opens a transport lazily: the first request connects. Over TLS one HTTP/2 connection where the server speaks it
 * (kube-apiserver does, by ALPN), keep-alive HTTP/1.1 otherwise; plain HTTP (a recorded cluster) is always HTTP/1.1.
 */
export function openTransport(access: ClusterAccess): Transport {
  if (access.url.startsWith('http://')) {
    // An import of it would load all that it exports, fetch and WebSocket too: 15 ms of every start.
    const { Agent, request } = process.getBuiltinModule('node:http');
    return keepAliveTransport(access, new Agent(keepAlive), request);
  }
  let chosen: Promise<Transport> | undefined;
  let opened = 0;
  async function connect(): Promise<Transport> {
    opened += 1;
    const socket = await connectTls(access);
    if (socket.alpnProtocol === 'h2') return http2Transport(access, socket, () => (chosen = undefined));
    socket.destroy();
    return keepAliveTransport(access, new https.Agent({ ...keepAlive, ...tlsOptions(access) }), https.request);
  }
  return {
    async send(request) {
      chosen ??= connect().catch((error: unknown) => {
        chosen = undefined;
        throw error;
      });
      const transport = await abortable(chosen, request.signal);
      return transport.send(request);
    },
    connections: () => opened,
    close: () => void chosen?.then((transport) => transport.close()).catch(() => {}),
  };
}

const keepAlive = { keepAlive: true, maxSockets: 8 };

function tlsOptions(access: ClusterAccess): tls.ConnectionOptions {
  const host = new URL(access.url).hostname;
  const isName = !/^[\d.]+$|:/.test(host);
  return {
    ...(access.ca && { ca: access.ca }),
    ...(access.cert && { cert: access.cert, key: access.key }),
    ...((access.serverName ?? isName) && { servername: access.serverName ?? host }),
    rejectUnauthorized: !access.skipTlsVerify,
  };
}

/** A packet filter drops without a word: what is not connected by then is told apart from a server that is slow. */
const connectTimeoutMs = 5000;

function connectTls(access: ClusterAccess): Promise<tls.TLSSocket> {
  const { hostname, port } = new URL(access.url);
  const { promise, resolve, reject } = Promise.withResolvers<tls.TLSSocket>();
  const host = hostname.replace(/^\[|\]$/g, '');
  const socket = tls.connect({
    host,
    port: Number(port || 443),
    ALPNProtocols: ['h2', 'http/1.1'],
    ...tlsOptions(access),
  });
  socket.setNoDelay(true);
  socket.setTimeout(connectTimeoutMs, () =>
    socket.destroy(Object.assign(new Error('no connection in time'), { code: 'ETIMEDOUT' })),
  );
  socket.once('secureConnect', () => {
    socket.setTimeout(0);
    resolve(socket);
  });
  socket.once('error', reject);
  return promise;
}

function http2Transport(access: ClusterAccess, socket: tls.TLSSocket, forget: () => void): Transport {
  // Loaded here rather than by an import, since a function's start would wait for it.
  const session = process.getBuiltinModule('node:http2').connect(access.url, {
    createConnection: () => socket,
    settings: { initialWindowSize: windowBytes, enablePush: false },
  });
  session.once('connect', () => session.setLocalWindowSize(windowBytes));
  session.on('error', forget); // each stream gets the error too; without a listener the process would die of it
  session.on('close', forget);
  session.on('goaway', forget); // streams in flight may finish; the next request opens a connection of its own
  return {
    async send(request) {
      if (session.closed || session.destroyed) forget(); // else a request sent again at once would meet it again
      return sendStream(session, request);
    },
    connections: () => 1,
    close: () => session.destroy(),
  };
}

function sendStream(session: http2.ClientHttp2Session, request: TransportRequest): Promise<TransportAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<TransportAnswer>();
  const stream = session.request(
    { ':method': request.method, ':path': request.path, ...request.headers },
    { endStream: request.body === undefined, signal: request.signal },
  );
  stream.once('error', reject);
  stream.once('close', () => reject(brokenConnection())); // a connection that ends quietly gives no error; no-op once answered
  stream.once('response', (headers) => resolve({ status: Number(headers[':status']), headers, body: stream }));
  if (request.body !== undefined) stream.end(request.body);
  return promise;
}

function brokenConnection(): Error {
  return Object.assign(new Error('the connection was closed before an answer came'), { code: 'ECONNRESET' });
}

function keepAliveTransport(
  access: ClusterAccess,
  agent: http.Agent | https.Agent,
  request: typeof http.request | typeof https.request,
): Transport {
  const sockets = new WeakSet<object>();
  let opened = 0;
  return {
    send({ method, path, headers, body, signal }) {
      const { promise, resolve, reject } = Promise.withResolvers<TransportAnswer>();
      const sent = request(new URL(access.url), { agent, method, path, headers, signal });
      sent.once('socket', (socket) => {
        if (!sockets.has(socket)) opened += 1;
        sockets.add(socket);
      });
      sent.once('error', reject);
      sent.once('response', (answer) =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: answer }),
      );
      sent.end(body);
      return promise;
    },
    connections: () => opened,
    close: () => agent.destroy(),
  };
}

/** Waits for a shared promise without letting one caller's deadline cancel it for the others. */
function abortable<T>(shared: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const abort = () => reject(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  shared.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  return promise;
}

import { connect, createServer, type Server, type Socket } from 'node:net';

/** Where a connection goes: 'host:port' on loopback, or undefined to be refused. */
export type Resolve = (host: string, port: number) => Promise<string | undefined>;

/** The cluster's network: everything that the API server dials goes through here. */
export type Egress = {
  /** The unix socket for the API server's egress selector. */
  readonly socket: string;
  /** The same proxy over TCP, for clients that know only HTTPS_PROXY. */
  readonly url: string;
  /** Every target asked for, oldest first; `to` is undefined when it was refused. */
  readonly asked: readonly { readonly target: string; readonly to: string | undefined }[];
  /** Sends 'ip:port' or '*:port' to a server on loopback; null takes it off the map, so that it is unreachable. */
  readonly setEndpoint: (address: string, loopback: string | null) => void;
  readonly stop: () => Promise<void>;
};

/**
 * Starts an HTTP CONNECT proxy that stands for kube-proxy and the pod network. Addresses on the map and loopback
 * itself are dialled, `fallback` is asked about the rest, and what nobody knows is refused: no packet leaves.
 */
export async function startEgress(socket: string, fallback: Resolve): Promise<Egress> {
  const map = new Map<string, string | null>();
  const asked: { target: string; to: string | undefined }[] = [];
  const open = new Set<Socket>();

  const resolve: Resolve = async (host, port) => {
    const known = map.get(`${host}:${port}`) ?? map.get(`*:${port}`);
    if (known !== undefined && known !== null) return known;
    if (map.get(`${host}:${port}`) === null) return undefined;
    if (host === '127.0.0.1' || host === 'localhost') return `127.0.0.1:${port}`;
    return fallback(host, port).catch(() => undefined);
  };
  const onConnection = (client: Socket): void => {
    open.add(client);
    client.on('close', () => open.delete(client));
    client.on('error', () => {}); // the peer hanging up is its right; `close` follows
    readConnect(client, async (target, rest) => {
      const { host, port } = splitAddress(target);
      const to = await resolve(host, port);
      asked.push({ target, to });
      if (to === undefined) client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
      else join(client, rest, to);
    });
  };
  const overUnix = await listen(onConnection, socket);
  const overTcp = await listen(onConnection, { host: '127.0.0.1', port: 0 });
  const address = overTcp.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    socket,
    url: `http://127.0.0.1:${port}`,
    asked,
    setEndpoint: (target, loopback) => void map.set(target, loopback),
    stop: async () => {
      for (const client of open) client.destroy();
      await Promise.all([overUnix, overTcp].map((server) => new Promise((done) => server.close(done))));
    },
  };
}

async function listen(
  onConnection: (socket: Socket) => void,
  where: string | { host: string; port: number },
): Promise<Server> {
  const server = createServer({ allowHalfOpen: true }, onConnection);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(where, resolve);
  });
  return server.unref();
}

function readConnect(client: Socket, onTarget: (target: string, rest: Buffer) => void): void {
  let received = Buffer.alloc(0);
  const onData = (chunk: Buffer): void => {
    received = Buffer.concat([received, chunk]);
    const end = received.indexOf('\r\n\r\n');
    if (end < 0) return;
    client.off('data', onData);
    client.pause();
    const [method, target = ''] = received.subarray(0, end).toString('latin1').split(' ');
    if (method === 'CONNECT') onTarget(target, received.subarray(end + 4));
    else client.end('HTTP/1.1 405 Method Not Allowed\r\n\r\n');
  };
  client.on('data', onData);
}

function join(client: Socket, rest: Buffer, to: string): void {
  const { host, port } = splitAddress(to);
  const server = connect({ host, port, allowHalfOpen: true });
  let isConnected = false;
  server.once('connect', () => {
    isConnected = true;
    client.write('HTTP/1.1 200 Connection established\r\n\r\n');
    server.write(rest);
    client.pipe(server);
    server.pipe(client);
  });
  server.on('error', () => (isConnected ? client.destroy() : client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n')));
  server.on('close', () => isConnected && client.destroy());
  client.on('close', () => server.destroy());
}

function splitAddress(address: string): { host: string; port: number } {
  const colon = address.lastIndexOf(':');
  return { host: address.slice(0, colon), port: Number(address.slice(colon + 1)) };
}

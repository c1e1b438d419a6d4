import { type AddressInfo, connect, createServer } from 'node:net';

/** Passes TCP through to another loopback port, and counts. */
export interface Relay {
  readonly port: number;
  connections(): number;
  /** Bytes that came back from the server, encrypted as they are. */
  bytesReceived(): number;
  close(): void;
}

export async function startRelay(port: number): Promise<Relay> {
  let connections = 0;
  let bytesReceived = 0;
  const server = createServer((client) => {
    connections += 1;
    const upstream = connect(port, '127.0.0.1');
    upstream.on('data', (chunk) => (bytesReceived += chunk.length));
    client.pipe(upstream).pipe(client);
    const end = () => void (client.destroy(), upstream.destroy());
    client.on('error', end).on('close', end);
    upstream.on('error', end).on('close', end);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => connections,
    bytesReceived: () => bytesReceived,
    close: () => void server.close(),
  };
}

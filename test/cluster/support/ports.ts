import { createServer } from 'node:net';

// Below the range from which the kernel takes ports for outgoing connections (32768 and up on Linux): there, a
// port found free can be taken by anybody's client before the server that we start gets to it.
const lowest = 20_000;
const highest = 32_000;

const handedOut = new Set<number>();

/** Finds `count` ports of 127.0.0.1 that are free, and that this process has not handed out before. */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  let port = lowest + Math.floor(Math.random() * (highest - lowest));
  for (let tries = 0; ports.length < count; tries++) {
    if (tries > highest - lowest) throw new Error('no free port on 127.0.0.1');
    port = port >= highest ? lowest : port + 1;
    if (handedOut.has(port) || !(await isFree(port))) continue;
    handedOut.add(port);
    ports.push(port);
  }
  return ports;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => probe.close(() => resolve(true)));
  });
}
